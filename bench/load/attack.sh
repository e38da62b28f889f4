#!/usr/bin/env bash
# ./dev bench attack: what a client at a fixed rate notices of an attack, through us, nginx and
# haproxy. bench/README.md explains.
#   --rounds N          rounds, the order of the proxies reversed in every second one (default 3)
#   --attacks A,B,..    of slow_heads, header_bombs, tiny_chunks, slow_readers (default: all)
#   --proxies A,B,..    of nginx, haproxy, meridian (default: all)
#   --bin DIR           where meridian, origin and the bench programs are (default build/release/bin)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
state=$root/build/bench
peers=$root/build/peers

rounds=3 attacks=slow_heads,header_bombs,tiny_chunks,slow_readers proxies=nginx,haproxy,meridian
bin=$root/build/release/bin geoip=''
arguments=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --attacks) attacks=$2; shift ;;
    --proxies) proxies=$2; shift ;;
    --bin) bin=$(cd "$2" && pwd); shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
proxies=${proxies//,/ }

fail() { echo "bench attack: $*" >&2; exit 3; }

if [ -z "${MERIDIAN_BENCH_NETNS-}" ]; then
  "$root/scripts/peers.sh"
  MERIDIAN_BENCH_NETNS=1 exec "$root/tests/support/netns" "$0" "${arguments[@]}"
fi

[ "$(nproc)" -ge 2 ] || fail "needs two processors: one for the proxy, one for load and origin"
geoip=$(ls -t "$root"/geoip/data/*.mmdb 2>/dev/null | head -n 1)
[ -n "$geoip" ] || fail "no country database in geoip/data; run geoip/update"

. "$here/processes.sh"
. "$here/proxies.sh"
trap stop_all EXIT
trap 'exit 130' INT TERM

mkdir -p "$state"
make_configs
start_origin

connections_of() {
  case $1 in slow_heads) echo 2000 ;; header_bombs) echo 500 ;; tiny_chunks) echo 200 ;; slow_readers) echo 50 ;; esac
}

# One attack on one fresh proxy, the victim beside it: a line in attack.tsv.
measure() { # ATTACK PROXY ROUND
  local target attacker log=$state/victim.tsv
  start_proxy "$2"
  target=https://127.0.0.1:$(port_of tls "$2")
  start 1 "$state/attacker.log" "$bin/attack_client" --target "$target" --host bench.test \
    --attack "$1" --connections "$(connections_of "$1")" --seconds 60
  attacker=$last_pid
  # The attack's ramp is a part of it, but not what is measured.
  taskset -c 1 "$bin/paced_client" --target "$target" --host bench.test --rate 200 --seconds 3 \
    --log "$log" || true
  taskset -c 1 "$bin/paced_client" --target "$target" --host bench.test --rate 200 --seconds 5 \
    --log "$log" || true
  kill -0 "$attacker" 2>/dev/null || fail "the attack ended early: $(cat "$state/attacker.log")"
  cut -f 3,4 "$log" | sort -n | awk -v attack="$1" -v proxy="$2" -v round="$3" \
    -v pss="$(pss_kib "${proxy_pid[$2]}")" '
    { took[NR] = $1; errors += $2 != 200 }
    END { printf "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", attack, proxy, round, took[int(NR / 2) + 1],
            took[int(NR * 0.99) + 1], errors + 1000 - NR, pss }' >>"$state/attack.tsv"
  kill -KILL "$attacker" $(family "${proxy_pid[$2]}") 2>/dev/null || true
  wait_gone "${proxy_pid[$2]}"
}

wait_gone() {
  while kill -0 "$1" 2>/dev/null; do read -rt 0.05 <> <(:) || true; done
}

: >"$state/attack.tsv"
for attack in ${attacks//,/ }; do
  for ((round = 1; round <= rounds; ++round)); do
    order=$proxies
    if ((round % 2 == 0)); then order=$(tr ' ' '\n' <<<"$proxies" | tac | tr '\n' ' '); fi
    for proxy in $order; do measure "$attack" "$proxy" "$round"; done
  done
done

# The middle round of each, by p99; errors of all rounds.
printf '| attack | proxy | p50 us | p99 us | errors | pss KiB |\n|---|---|---|---|---|---|\n'
sort -t $'\t' -k1,1 -k2,2 -k5,5n "$state/attack.tsv" | awk -F'\t' '
  function flush(  i) {
    if (n == 0) return
    i = int((n + 1) / 2)
    split(line[i], f, "\t")
    printf "| %s | %s | %d | %d | %d | %d |\n", f[1], f[2], f[4], f[5], errors, f[7]
    n = errors = 0
  }
  $1 FS $2 != key { flush(); key = $1 FS $2 }
  { line[++n] = $0; errors += $6 }
  END { flush() }'
