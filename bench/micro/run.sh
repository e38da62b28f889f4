#!/usr/bin/env bash
# ./dev bench micro [FILTER]: time of single functions in ns, by google-benchmark on the release
# build; FILTER is a regular expression over their names.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

geoip/update >/dev/null
benches=(build/release/bin/*_bench)
[ -x "${benches[0]}" ] || { echo "error: no bench is built: run ./dev build release" >&2; exit 1; }
for bench in "${benches[@]}"; do
  echo "== ${bench##*/}"
  "$bench" --benchmark_filter="${1:-.}" --benchmark_min_time=0.2
done
