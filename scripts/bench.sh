#!/bin/bash
# Prints every measurement beside its peer, in one run: bench.sh BUILD DATA
set -uo pipefail
build=$(cd "$1" && pwd)
data=$(cd "$2" 2>/dev/null && pwd)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
chmod 755 "$work"
trap 'scripts/postgres.sh stop "$work/postgres" >/dev/null 2>&1; rm -rf "$work"' EXIT
scripts/postgres.sh start "$work/postgres" >/dev/null
GAOXIN_TEST_POSTGRES=$(scripts/postgres.sh url "$work/postgres")
export GAOXIN_TEST_POSTGRES
for bench in "$build"/gaoxin_*_bench; do
  echo "== $(basename "$bench")"
  "$bench" "${data:-}"
done
for peer in bench/*.sh; do
  [ -e "$peer" ] || continue
  echo "== $(basename "$peer")"
  "$peer" "$build" "${data:-}"
done
