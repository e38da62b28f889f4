# ./dev lint [FILE.cpp...]: formatting, clang-tidy (all of src, or the files named) and the tidy test.
# Every finding is an error. The compile commands are those of the dev tree, source by source.
. scripts/prelude.sh

bash scripts/setup.sh build test format lint
say "formatting"
bash scripts/format.sh --check

cmake --preset dev -B build/lint -D MERIDIAN_JOIN=OFF -D MERIDIAN_PCH=OFF >/dev/null
say "clang-tidy"
# The commands are written for GCC: clang knows fewer warnings, and its own are not our errors.
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else find src -name '*.cpp' | LC_ALL=C sort; fi |
  xargs -P "$(build_jobs)" -n 1 clang-tidy-16 --quiet -p build/lint \
    --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-error 2>build/lint.log ||
  fail "clang-tidy has findings"

say "tidy test"
bash scripts/build.sh dev tidy
build/dev/bin/tidy --gtest_brief=1
