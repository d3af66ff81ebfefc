#!/bin/bash
# Every test: C++ units and scenarios on SQLite and PostgreSQL, the web application's units, the
# browser against a running server. Prints `N passed, N failed` last.
set -uo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
work=$(mktemp -d)
passed=0 failed=0
cleanup() {
  scripts/postgres.sh stop "$work/postgres" >/dev/null 2>&1
  rm -rf "$work"
}
trap cleanup EXIT

step() { # NAME COMMAND… : one line in the result for a whole step
  local name=$1
  shift
  echo "== $name"
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

chmod 755 "$work"
scripts/postgres.sh start "$work/postgres" || exit 1
GAOXIN_TEST_POSTGRES=$(scripts/postgres.sh url "$work/postgres")
export GAOXIN_TEST_POSTGRES GAOXIN_REQUIRE_POSTGRES=1

echo "== ctest"
ctest --test-dir "$build" --output-on-failure -j "$(nproc)" | tee "$work/ctest.log"
summary=$(grep -E '^[0-9]+% tests passed' "$work/ctest.log")
total=$(sed -n 's/.* out of \([0-9]*\)$/\1/p' <<< "$summary")
broken=$(sed -n 's/.*, \([0-9]*\) tests failed out of.*/\1/p' <<< "$summary")
passed=$((passed + ${total:-0} - ${broken:-0}))
failed=$((failed + ${broken:-1}))

step "module rules" scripts/check_modules.py
step "web units" npm --prefix web run --silent test
step "web first load size" npm --prefix web run --silent size

for engine in sqlite postgres; do
  step "command line on $engine" scripts/cli_test.sh "$build" "$engine" "$work"
  step "browser on $engine" scripts/browser_test.sh "$build" "$engine" "$work"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
