#!/bin/sh
# Installs every package of packages.txt that is missing. Does nothing, quickly, when all are there.
set -eu
cd "$(dirname "$0")"
packages=$(grep -v '^#' packages.txt)
missing=
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing="$missing $package"
done
# The web application is built with Node 18 (Debian's) or newer.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  missing="$missing nodejs npm"
fi
[ -z "$missing" ] && exit 0
sudo=
if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
$sudo apt-get update -q
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
