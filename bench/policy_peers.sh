#!/bin/sh
# The policy engine beside its peers on one workload: bench/policy_peers.sh BUILD_DIR [DATA_DIR]
# The generator stands beside the published data (../bench/policy/gen.py from there); its output
# and the npm packages go into the build directory.
set -eu
[ $# -ge 1 ] || { sed -n '2,4p' "$0"; exit 2; }
build=$(cd "$1" && pwd)
generator=${2:-../shared/data}/../bench/policy/gen.py
[ -e "$generator" ] || { echo "the policy workload generator is not at $generator"; exit 0; }
here=$(cd "$(dirname "$0")" && pwd)
small=$build/policy_peers/100
large=$build/policy_peers/1000
for size in 100 1000; do
  folder=$build/policy_peers/$size
  [ -e "$folder/policies.json" ] && continue
  mkdir -p "$folder"
  /usr/bin/python3 "$generator" 100000 "$size" "$folder"
done
"$build/gaoxin_policy_bench" "$small" 2
"$build/gaoxin_policy_bench" "$large" 2 1000000
"$build/gaoxin_policy_bench" load 50000 "$build"  # 1,000,000 need 6 GB and many minutes
/usr/bin/python3 "$here/policy_peers.py" "$small"
modules=$build/policy_peers/npm
if [ ! -d "$modules/node_modules/@duckdb/node-api" ]; then
  mkdir -p "$modules"
  echo '{"private": true}' > "$modules/package.json"
  (cd "$modules" && npm install --silent --no-audit --no-fund json-logic-engine @duckdb/node-api)
fi
node "$here/policy_peers.mjs" "$small" "$modules"
