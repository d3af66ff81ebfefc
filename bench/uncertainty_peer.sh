#!/bin/sh
# The same uncertainty analysis in numpy: bench/uncertainty_peer.sh BUILD_DIR [DATA_DIR]
set -eu
data=${2:-../shared/data}
[ -e "$data/evaluation/coinr_asem/input_iMeta.csv" ] || { echo "the reference data are not at $data"; exit 0; }
OPENBLAS_NUM_THREADS=1 exec /usr/bin/python3 "$(dirname "$0")/uncertainty_peer.py" "$data"
