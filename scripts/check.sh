#!/bin/bash
# What `make test` does not have the time for: formatting, and every C++ test once more under the
# address and undefined-behaviour sanitizers, those of storage, the server and what is kept in memory
# beside the database under the thread sanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/check_modules.py
git ls-files 'src/*.h' 'src/*.cpp' | xargs clang-format --dry-run --Werror
work=$(mktemp -d)
chmod 755 "$work"
trap 'scripts/postgres.sh stop "$work/postgres" >/dev/null 2>&1; rm -rf "$work"' EXIT
scripts/postgres.sh start "$work/postgres"
GAOXIN_TEST_POSTGRES=$(scripts/postgres.sh url "$work/postgres")
export GAOXIN_TEST_POSTGRES GAOXIN_REQUIRE_POSTGRES=1
cmake -S . -B build-asan -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DGAOXIN_SANITIZE=address,undefined
ninja -C build-asan
ctest --test-dir build-asan --output-on-failure -j "$(nproc)"
cmake -S . -B build-tsan -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DGAOXIN_SANITIZE=thread
ninja -C build-tsan gaoxin_storage_test gaoxin_api_test gaoxin_policy_test gaoxin_project_test
ctest --test-dir build-tsan --output-on-failure -R 'Dispatch|Http|Storage|Database|Directory|Incremental'
