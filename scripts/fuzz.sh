# ./dev fuzz [TARGET] [SECONDS]: runs one or all fuzz targets. What a run learns is kept under
# build/fuzz-corpus; an input that fails is written to build/fuzz-failures and named.
. scripts/prelude.sh

target=""
seconds=60
for argument in "$@"; do
  if [[ "$argument" =~ ^[0-9]+$ ]]; then seconds="$argument"; else target="$argument"; fi
done

bash scripts/build.sh fuzz ${target:+"fuzz_$target"}
if [ -n "$target" ]; then programs=("build/fuzz/bin/fuzz_$target"); else programs=(build/fuzz/bin/fuzz_*); fi
[ -x "${programs[0]}" ] || fail "no fuzz target '$target'; there are: $(cd build/fuzz/bin && echo fuzz_* | sed 's/fuzz_//g')"

for program in "${programs[@]}"; do
  name="${program##*/fuzz_}"
  mkdir -p "build/fuzz-corpus/$name" "build/fuzz-failures/$name"
  say "fuzzing $name for $seconds s"
  "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="build/fuzz-failures/$name/" \
    "build/fuzz-corpus/$name" "tests/fuzz/corpus/$name" ||
    fail "$name failed; the input is in build/fuzz-failures/$name"
done
