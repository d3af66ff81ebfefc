#!/bin/bash
# Starts Gaoxin with the demonstration zone: run.sh BUILD PORT DATA. The database stays in data/.
# Where the folder DATA exists, its real files are imported beside the demonstration, once.
set -euo pipefail
build=$(cd "$1" && pwd)
port=$2
data=$3
cd "$(dirname "$0")/.."
mkdir -p data
export GAOXIN_DATABASE=${GAOXIN_DATABASE:-data/gaoxin.db}
"$build/gaoxin" demo
if [ -d "$data" ] && [ ! -e data/imported ]; then
  echo "导入真实数据 / importing real data from $data"
  if scripts/import_data.sh "$build" "$data"; then touch data/imported; fi
fi
exec "$build/gaoxin" serve --port "$port"
