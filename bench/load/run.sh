#!/usr/bin/env bash
# ./dev bench load: whole-proxy CPU per request against nginx and haproxy. bench/README.md explains.
#   --rows S1,S8,S9     rows of rows.tsv (default: all)
#   --rounds N          complete rounds to judge on (default 8)
#   --quick             two rounds of one second: shows that it works, judges nothing
#   --proxies A,B,..    of nginx, haproxy, meridian (default: all)
#   --bin DIR           where meridian, origin and the bench programs are (default build/release/bin)
#   --geoip FILE        country database (default: the newest in geoip/data)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
state=$root/build/bench
peers=$root/build/peers

rows=S1,S2,S4b,S5b,S8,S9 rounds=8 seconds=4 proxies=nginx,haproxy,meridian bin=$root/build/release/bin
geoip='' quick=''
arguments=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    --rows) rows=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --proxies) proxies=$2; shift ;;
    --bin) bin=$(cd "$2" && pwd); shift ;;
    --geoip) geoip=$(realpath "$2"); shift ;;
    --quick) quick=1 rounds=2 seconds=1 ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
proxies=${proxies//,/ }

fail() { echo "bench load: $*" >&2; exit 3; }

# Everything below happens in a network namespace of its own: fixed ports, no firewall, no neighbours.
if [ -z "${MERIDIAN_BENCH_NETNS-}" ]; then
  "$root/scripts/peers.sh"
  MERIDIAN_BENCH_NETNS=1 exec "$root/tests/support/netns" "$0" "${arguments[@]}"
fi

[ "$(nproc)" -ge 2 ] || fail "needs two processors: one for the proxy, one for load and origin"
for tool in wrk h2load; do
  command -v "$tool" >/dev/null || fail "$tool is missing; run ./dev setup bench"
done
[ -n "$geoip" ] || geoip=$(ls -t "$root"/geoip/data/*.mmdb 2>/dev/null | head -n 1)
[ -n "$geoip" ] || fail "no country database in geoip/data; run geoip/update"

. "$here/processes.sh"
. "$here/proxies.sh"
trap stop_all EXIT
trap 'exit 130' INT TERM

mkdir -p "$state"
: >"$state/rounds.tsv"
make_configs
start_origin
for proxy in $proxies; do start_proxy "$proxy"; done

# One round of one proxy: a line in rounds.tsv.
measure() { # ROW KIND PROXY ROUND
  local pid=${proxy_pid[$3]} before_own before_core after_own after_core out
  before_core=$(core_busy_us 0) before_own=$(cpu_ns "$pid")
  out=$(load "$2" "$3" "$seconds")
  after_own=$(cpu_ns "$pid") after_core=$(core_busy_us 0)
  awk -v row="$1" -v proxy="$3" -v version="${proxy_version[$3]}" -v round="$4" \
    -v own="$(((after_own - before_own) / 1000))" -v core="$((after_core - before_core))" \
    -v pss="$(pss_kib "$pid")" '
    $1 == "FIGURES" {
      foreign = (core - own) / $3 * 100
      printf "%s\t%s\t%s\t%d\t%.3f\t%.0f\t%d\t%d\t%d\t%.2f\t%d\n", row, proxy, version, round,
        own / $2, $2 * 1e6 / $3, $4, $5, pss, foreign < 0 ? 0 : foreign, $6
      found = 1
    }
    END { exit !found }' <<<"$out" >>"$state/rounds.tsv" || fail "the load generator gave no figures: $out"
}

run_row() { # ROW KIND
  local round proxy order
  for proxy in $proxies; do load "$2" "$proxy" 1 >/dev/null; done # warm
  for ((round = 1; round <= 2 * rounds; ++round)); do
    order=$proxies
    if ((round % 2 == 0)); then order=$(tr ' ' '\n' <<<"$proxies" | tac | tr '\n' ' '); fi
    for proxy in $order; do measure "$1" "$2" "$proxy" "$round"; done
    if [ "$("$bin/load_report" complete "$1" "$state/rounds.tsv")" -ge "$rounds" ]; then break; fi
    [ -z "$quick" ] || ((round < rounds)) || break
  done
}

while IFS=$'\t' read -r row kind _; do
  case ,$rows, in *,"$row",*) ;; *) continue ;; esac
  check_equal_work "$kind"
  echo "bench load: $row, $rounds rounds of ${seconds}s each of: $proxies" >&2
  run_row "$row" "$kind"
done <"$here/rows.tsv"

"$bin/load_report" results "$here/rows.tsv" "$state/rounds.tsv" "$state/results" ${quick:+--quick}
