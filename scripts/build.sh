# ./dev build [PRESET [TARGET...]]: configures when needed and builds (default: release, all of it).
. scripts/prelude.sh

preset="${1:-release}"
shift || true
case "$preset" in
  release) bash scripts/setup.sh build ;;
  dev | tsan | coverage) bash scripts/setup.sh build test ;;
  fuzz) bash scripts/setup.sh build fuzz ;;
  *) fail "unknown preset '$preset'; there are: dev tsan release fuzz coverage" ;;
esac

# Ninja runs cmake again when a CMakeLists.txt changed, but does not know of the presets.
if [ ! -f "build/$preset/build.ninja" ] || [ CMakePresets.json -nt "build/$preset/build.ninja" ]; then
  mkdir -p "build/$preset"
  cmake --preset "$preset" >"build/$preset/configure.log" 2>&1 || {
    cat "build/$preset/configure.log" >&2
    fail "cmake failed for the preset $preset"
  }
fi
# Checkouts of the same sources share what ccache has compiled, wherever they lie.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
say "building $preset"
cmake --build "build/$preset" -j "$(build_jobs)" ${1:+--target "$@"}
