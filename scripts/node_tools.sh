#!/usr/bin/env bash
# Unpacks the npm packages that scenarios use: clients, pinned by tests/compat/package-lock.json, under
# build/compat/node_modules, and linters of the admin API's contract, pinned by tests/contract, under
# build/contract. They run no install script. Once there they are kept until the lockfile changes; from
# npm's cache it works offline.
# http-cache-tests comes by itself: it depends on an npm and a template engine that the part used here
# does not need, and Debian's npm cannot be told to leave them out.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
. scripts/prelude.sh

suite=http-cache-tests@0.4.5
suite_sha512=DjuwN9nUZXLTW+wav1LRESCZNVxl8SshwOy4z1pxuWbWt5/ay6sM9QQ1lebBaDO6P1IMBoK6mdf+PuVP/QNL8A==

is_complete() { # FOLDER
  [ -e "build/$1/complete" ] && cmp -s "tests/$1/package.json" "build/$1/package.json" &&
    cmp -s "tests/$1/package-lock.json" "build/$1/package-lock.json"
}

unpack() { # FOLDER
  command -v npm >/dev/null || fail "npm is missing: run ./dev setup test"
  say "unpacking npm packages under build/$1"
  mkdir -p "build/$1"
  rm -f "build/$1/complete"
  cp "tests/$1/package.json" "tests/$1/package-lock.json" "build/$1/"
  (cd "build/$1" &&
    npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error) \
    >build/node_tools.log 2>&1 || {
    tail -n 20 build/node_tools.log >&2
    fail "npm could not install what tests/$1/package-lock.json names: check the network" \
      "(whole output in build/node_tools.log)"
  }
}

if ! is_complete contract; then
  unpack contract
  touch build/contract/complete
fi
if is_complete compat; then exit 0; fi
unpack compat
folder=build/compat
(cd "$folder" && npm pack --prefer-offline --silent "$suite" >suite.txt 2>>../node_tools.log) ||
  fail "npm could not fetch $suite: check the network (whole output in build/node_tools.log)"
archive="$folder/$(tail -n 1 "$folder/suite.txt")"
[ "$(openssl dgst -sha512 -binary "$archive" | base64 -w 0)" = "$suite_sha512" ] ||
  fail "$suite is not the one pinned in scripts/node_tools.sh (SHA-512 differs)"
mkdir -p "$folder/node_modules/${suite%@*}"
tar -xzf "$archive" --no-same-owner --strip-components 1 -C "$folder/node_modules/${suite%@*}"
rm -f "$archive"
touch "$folder/complete"
