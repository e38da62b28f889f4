# ./dev test [--seed N]: builds the three trees one after the other and runs all their tests in one
# ctest, whose summary is the last output. A missing tool or an empty tree is a failure.
. scripts/prelude.sh

while [ $# -gt 0 ]; do
  case "$1" in
    --seed)
      [[ "${2:-}" =~ ^[0-9]+$ ]] || fail "--seed needs a number"
      export MERIDIAN_TEST_SEED="$2"
      shift 2
      ;;
    *) fail "unknown argument '$1'; usage: ./dev test [--seed N]" ;;
  esac
done

trees=(dev tsan release)
bash scripts/setup.sh build test format
geoip/update
for tree in "${trees[@]}"; do bash scripts/build.sh "$tree" all bench/all tests/all; done

printf 'subdirs(%s)\n' "${trees[*]}" >build/CTestTestfile.cmake
for tree in "${trees[@]}"; do
  # All of the output is read: a pipe closed early would look like a failure of ctest.
  count=$(ctest --test-dir "build/$tree" -N | awk '/^Total Tests:/ { print $3 }')
  [ "${count:-0}" -gt 0 ] || fail "the tree $tree has no tests"
done
jobs=$(nproc)
exec ctest --test-dir build --output-on-failure --no-tests=error -j "$((jobs > 2 ? jobs : 2))"
