# ./dev soak [MIN] [--asan]: mixed traffic, reloads and faults for MIN minutes (default 20) on a release
# build, or on one with AddressSanitizer. Its slice of 45 seconds is a test.
. scripts/prelude.sh

minutes=20 preset=release
while [ $# -gt 0 ]; do
  case "$1" in
    --asan) preset=dev ;;
    *)
      [[ "$1" =~ ^[1-9][0-9]*$ ]] || fail "usage: ./dev soak [MIN] [--asan]"
      minutes=$1
      ;;
  esac
  shift
done
bash scripts/setup.sh build test
geoip/update
bash scripts/node_tools.sh
bash scripts/build.sh release meridian origin bench/all
bin=build/release/bin
if [ "$preset" = dev ]; then
  bash scripts/build.sh dev meridian
  bin=build/soak
  rm -rf "$bin"
  mkdir -p "$bin"
  ln -s ../release/bin/* "$bin/"
  ln -sf ../dev/bin/meridian "$bin/meridian"
  # What the sanitizer keeps of freed memory counts as resident.
  export ASAN_OPTIONS=quarantine_size_mb=16 SOAK_GROWTH_KIB=65536
fi
SOAK_SECONDS=$((minutes * 60)) exec tests/scenario/run soak "$bin"
