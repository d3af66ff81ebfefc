#!/bin/bash
# Runs every libFuzzer program for a minute (SECONDS_EACH), each from its own corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake -S . -B build-fuzz -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER=clang++-14 \
  -DGAOXIN_FUZZ=ON -DGAOXIN_SANITIZE=address,undefined
for source in src/*/*_fuzz.cpp; do
  name=$(basename "$source" .cpp)
  ninja -C build-fuzz "$name"
  mkdir -p "build-fuzz/corpus/$name"
  echo "== $name"
  "build-fuzz/$name" -max_total_time="${SECONDS_EACH:-60}" -rss_limit_mb=4096 "build-fuzz/corpus/$name"
done
