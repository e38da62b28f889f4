# ./dev run [ARGUMENTS]: builds the release and runs the proxy in the foreground.
. scripts/prelude.sh

bash scripts/build.sh release
if [ $# = 0 ]; then set -- -c conf/meridian.yaml; fi
exec build/release/bin/meridian run "$@"
