#!/bin/bash
# The browser's tests against a server of its own with the demonstration data:
# browser_test.sh BUILD sqlite|postgres WORK
set -uo pipefail
build=$(cd "$1" && pwd)
engine=$2
work=$3
cd "$(dirname "$0")/.."
if [ "$engine" = postgres ]; then
  database=$(scripts/postgres.sh create "$work/postgres" browser)
else
  database="$work/browser.db"
fi
export GAOXIN_DATABASE=$database
"$build/gaoxin" demo > "$work/demo-$engine.log" || { cat "$work/demo-$engine.log"; exit 1; }
"$build/gaoxin" serve --port 0 > "$work/serve-$engine.out" 2> "$work/serve-$engine.log" &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null' EXIT
for _ in $(seq 100); do
  GAOXIN_URL=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' "$work/serve-$engine.out")
  [ -n "$GAOXIN_URL" ] && break
  kill -0 $server 2>/dev/null || { cat "$work/serve-$engine.log"; exit 1; }
  sleep 0.1
done
export GAOXIN_URL GAOXIN_USER=admin GAOXIN_PASSWORD=gaoxin-demo-2026
npm --prefix web run --silent e2e
result=$?
[ $result -eq 0 ] || tail -20 "$work/serve-$engine.log"
exit $result
