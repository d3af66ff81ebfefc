#!/bin/bash
# Shoots every page in both languages, light and dark, wide and narrow, into build/screenshots:
# screenshots.sh BUILD DATA
set -euo pipefail
build=$(cd "$1" && pwd)
data=$(cd "$2" 2>/dev/null && pwd || true)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
export GAOXIN_DATABASE=$work/gaoxin.db
"$build/gaoxin" demo
[ -n "$data" ] && scripts/import_data.sh "$build" "$data"
"$build/gaoxin" serve --port 0 > "$work/out" 2> "$work/log" &
server=$!
until grep -q http: "$work/out"; do sleep 0.1; done
GAOXIN_URL=$(sed -n 's/.*\(http:[^ ]*\)$/\1/p' "$work/out")
export GAOXIN_URL GAOXIN_USER=admin GAOXIN_PASSWORD=gaoxin-demo-2026
npm --prefix web run --silent screenshots
