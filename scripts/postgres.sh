#!/bin/sh
# A private PostgreSQL for the tests: scripts/postgres.sh start|stop|url DIR
#                                     scripts/postgres.sh create DIR NAME   a new empty database
# `start` makes a cluster in DIR if there is none, starts it and prints its URL. It listens on a
# unix socket in DIR and a free port of 127.0.0.1, trusts every local user and does not wait for
# the disk: for tests only.
set -eu

usage() {
  echo "usage: $0 start|stop|url DIR | create DIR NAME" >&2
  exit 2
}
[ $# -ge 2 ] || usage
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed (package postgresql-15)" >&2; exit 1; }

# PostgreSQL refuses to run as root; the package's user does it then.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$dir" "$@")
  else
    "$@"
  fi
}

running() { as_owner "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; }

free_port() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$(awk -v seed="$(od -An -N4 -tu4 /dev/urandom)" 'BEGIN { srand(seed); print int(20000 + rand() * 12000) }')
    # 0A in /proc/net/tcp is a listening socket.
    hex=$(printf '%04X' "$port")
    grep -q ":$hex .* 0A " /proc/net/tcp || { echo "$port"; return; }
  done
  echo "no free port found" >&2
  exit 1
}

case $command in
  start)
    if ! running; then
      if [ ! -f "$dir/data/PG_VERSION" ]; then
        [ "$(id -u)" != 0 ] || chown postgres "$dir"
        as_owner "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 \
          --locale=C --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
      fi
      port=$(free_port)
      as_owner "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/log" -o "-p $port \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c shared_buffers=128MB -c max_wal_size=2GB" start >/dev/null || {
        tail -n 20 "$dir/data/log" >&2
        exit 1
      }
      echo "postgresql://postgres@127.0.0.1:$port/postgres" >"$dir/url"
    fi
    cat "$dir/url"
    ;;
  stop)
    if running; then as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null; fi
    rm -f "$dir/url"
    ;;
  url)
    running || { echo "not running: start it with $0 start $dir" >&2; exit 1; }
    cat "$dir/url"
    ;;
  create)
    [ $# -eq 3 ] || usage
    running || { echo "not running: start it with $0 start $dir" >&2; exit 1; }
    as_owner "$bin/createdb" --maintenance-db "$(cat "$dir/url")" "$3"
    sed "s|/postgres\$|/$3|" "$dir/url"
    ;;
  *) usage ;;
esac
