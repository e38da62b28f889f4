#!/usr/bin/env bash
# Unpacks the programs we are measured against, varnishtest, Prometheus and Redis from their Debian
# packages under build/peers, as build/peers/usr/sbin/{nginx,haproxy} and
# build/peers/usr/bin/{varnishtest,prometheus,promtool,redis-server,redis-cli}, with the libraries and
# modules they need in build/peers/usr/lib. They are never installed: no service starts, nothing outside build/ changes.
# build/peers/packages lists what is unpacked; with nothing new in it this is a few milliseconds.
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
. scripts/prelude.sh

wanted=(nginx libnginx-mod-http-geoip2 haproxy varnish prometheus redis-server redis-tools)
programs=(sbin/nginx sbin/haproxy bin/varnishtest bin/prometheus bin/promtool bin/redis-server
  bin/redis-cli)
peers="$PWD/build/peers"

# The wanted packages and those of their dependencies that this machine does not have.
closure() {
  printf '%s\n' "${wanted[@]}"
  apt-get install -s --no-install-recommends "${wanted[@]}" | awk '/^Inst/ { print $2 }'
}

complete() {
  local name
  for name in "${programs[@]}"; do [ -x "$peers/usr/$name" ] || return 1; done
  for name in "${wanted[@]}"; do
    grep -qx "$name" "$peers/packages" 2>/dev/null || return 1
  done
}

# usage: loads PROGRAM -- the unpacked libraries are all that it needs
loads() {
  ! LD_LIBRARY_PATH="$peers/usr/lib/$(uname -m)-linux-gnu" ldd "$peers/usr/$1" | grep -q 'not found'
}

if complete; then exit 0; fi
say "unpacking nginx, haproxy, varnishtest, Prometheus and Redis under build/peers"
mkdir -p "$peers/archives"
apt-get install -s -qq --no-install-recommends "${wanted[@]}" >/dev/null 2>&1 ||
  as_root apt-get -qq update || fail "apt-get update failed: check the network and the sources"
list=$(closure | sort -u) || fail "apt-get does not know one of: ${wanted[*]}"
rm -f "$peers/archives/"*.deb
# shellcheck disable=SC2086  # a list of words
(cd "$peers/archives" && apt-get download $list) >"$peers/download.log" 2>&1 ||
  fail "cannot download the packages; see build/peers/download.log"
for archive in "$peers/archives/"*.deb; do dpkg -x "$archive" "$peers"; done
for name in "${programs[@]}"; do loads "$name" || fail "the unpacked $name lacks a library"; done
printf '%s\n' "$list" >"$peers/packages"
