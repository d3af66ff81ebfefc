#!/bin/sh
# Builds web/dist. Skips what has not changed: the packages by the lock file, the pages by a hash of
# the sources and of the API.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../web"
lock=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.lock-hash 2>/dev/null)" != "$lock" ]; then
  npm ci --no-audit --no-fund
  echo "$lock" > node_modules/.lock-hash
fi
"$build/gaoxin_openapi" > "$build/openapi.json.new"
cmp -s "$build/openapi.json.new" "$build/openapi.json" 2>/dev/null ||
  cp "$build/openapi.json.new" "$build/openapi.json"
sources=$( (git ls-files -co --exclude-standard . | LC_ALL=C sort | xargs sha256sum 2>/dev/null
            sha256sum < "$build/openapi.json") | sha256sum | cut -d' ' -f1)
if [ "$(cat "$build/web-hash" 2>/dev/null)" = "$sources" ] && [ -f dist/index.html ]; then exit 0; fi
npx openapi-typescript "$build/openapi.json" -o src/api/schema.d.ts
npm run --silent build
echo "$sources" > "$build/web-hash"
