#!/bin/sh
# The same computations in Python: bench/chain_peer.sh BUILD_DIR [DATA_DIR]
# python3-scipy's dependencies conflict with our Boost, so the package is only unpacked into the
# build directory; numpy and networkx are installed.
set -eu
build=$1
data=${2:-../shared/data}
[ -e "$data/chain/company.json" ] || { echo "the published data are not at $data"; exit 0; }
here=$(cd "$(dirname "$0")" && pwd)
peer=$build/peer
if [ ! -d "$peer/usr/lib/python3/dist-packages/scipy" ]; then
  mkdir -p "$peer"
  (cd "$peer" && apt-get download python3-scipy libgfortran5 libopenblas0-pthread libblas3 \
    liblapack3 liblbfgsb0 python3-decorator >/dev/null)
  for package in "$peer"/*.deb; do dpkg -x "$package" "$peer"; done
fi
libraries=$(find "$peer/usr/lib" -name 'lib*.so*' -exec dirname {} \; | sort -u | tr '\n' ':')
LD_LIBRARY_PATH=$libraries PYTHONPATH=$peer/usr/lib/python3/dist-packages \
  OPENBLAS_NUM_THREADS=1 exec /usr/bin/python3 "$here/chain_peer.py" "$data"
