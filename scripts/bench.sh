# ./dev bench micro|load|attack|lab [ARGUMENTS]: starts the bench with everything in place.
. scripts/prelude.sh

kind="${1:-}"
case "$kind" in
  micro | load | lab) script=bench/$kind/run.sh ;;
  attack) script=bench/load/attack.sh ;;
  *) fail "usage: ./dev bench micro|load|attack|lab [ARGUMENTS]" ;;
esac
shift
bash scripts/setup.sh build test bench
bash scripts/build.sh release all bench/all
exec bash "$script" "$@"
