#!/usr/bin/env bash
# ./dev bench lab [--quick] [--seeds N] [--minutes N] [--policy LINE]: ways to choose a region, side
# by side in simulated worlds. Writes build/bench/lab.json and lab.md; without arguments, the table
# and the pictures of docs/laboratory.md too.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

mkdir -p build/bench
outputs=(--out build/bench/lab)
if [ $# -eq 0 ]; then outputs+=(--pictures docs/laboratory); fi
held=0
build/release/bin/lab "${outputs[@]}" "$@" || held=$?

if [ $# -eq 0 ] && [ "$held" -le 1 ]; then
  awk -v table=build/bench/lab.md '
    /: from here -->$/ { print; while ((getline row < table) > 0) print row; within = 1; next }
    /^<!-- to here -->$/ { within = 0 }
    !within { print }
  ' docs/laboratory.md >build/bench/laboratory.md
  cat build/bench/laboratory.md >docs/laboratory.md
fi
exit "$held"
