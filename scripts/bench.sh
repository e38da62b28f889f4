# ./dev bench micro|load [ARGUMENTS]: dispatches to bench/<kind>/run.sh with everything in place.
. scripts/prelude.sh

kind="${1:-}"
case "$kind" in
  micro | load) shift ;;
  *) fail "usage: ./dev bench micro|load [ARGUMENTS]" ;;
esac
bash scripts/setup.sh build test bench
bash scripts/build.sh release
exec bash "bench/$kind/run.sh" "$@"
