#!/usr/bin/env bash
# Unpacks the npm packages that scenarios use, pinned by tests/compat/package-lock.json, under
# build/compat/node_modules. They run no install script. Once there they are kept until the lockfile
# changes; from npm's cache it works offline.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
. scripts/prelude.sh

folder=build/compat
same() { cmp -s "tests/compat/$1" "$folder/$1"; }

if [ -e "$folder/complete" ] && same package.json && same package-lock.json; then exit 0; fi
command -v npm >/dev/null || fail "npm is missing: run ./dev setup test"
say "unpacking npm packages under $folder"
mkdir -p "$folder"
rm -f "$folder/complete"
cp tests/compat/package.json tests/compat/package-lock.json "$folder/"
(cd "$folder" && npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error) \
  >build/node_tools.log 2>&1 || {
  tail -n 20 build/node_tools.log >&2
  fail "npm could not install what tests/compat/package-lock.json names: check the network" \
    "(whole output in build/node_tools.log)"
}
touch "$folder/complete"
