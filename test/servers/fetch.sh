#!/usr/bin/env bash
# The time-series servers that tests send to, and a library that moves a program's clock, from Debian's packages, unpacked
# and not installed: no service is started.
# usage: test/servers/fetch.sh    prints the folder of their programs; 1 where they cannot be had
set -euo pipefail
folder=${XDG_CACHE_HOME:-$HOME/.cache}/joulemark/servers
packages=(influxdb victoria-metrics prometheus libfaketime)
whole=$folder/whole-${#packages[@]}
if [ ! -e "$whole" ]; then
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || exit 1
  mkdir -p "$folder"
  cd "$folder"
  apt-get download -qq "${packages[@]}" >&2 2>/dev/null ||
    { apt-get update -qq >&2 && apt-get download -qq "${packages[@]}" >&2; } || exit 1
  for package in ./*.deb; do dpkg -x "$package" .; done
  rm -f ./*.deb
  ln -sf "$folder"/usr/lib/*/faketime/libfaketimeMT.so.1 usr/lib/
  touch "$whole"
fi
echo "$folder/usr/bin"
