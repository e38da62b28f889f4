# Exit codes: 0 good, 1 negative answer, 2 bad config or usage, 3 cannot bind.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config >good.yaml

# expect_exit CODE PATTERN COMMAND...: the exit code, and the pattern in what it says.
expect_exit() {
  local wanted=$1 pattern=$2 code=0
  shift 2
  "$@" >out.txt 2>err.txt || code=$?
  cat out.txt err.txt >said.log
  expect_equal "$code" "$wanted" "exit code of: $*"
  grep -Eq -- "$pattern" said.log || fail "$* does not say $pattern"
}

meridian=$bin/meridian
expect_exit 0 '[0-9]+\.[0-9]+' "$meridian" --version
expect_exit 0 . "$meridian" check -c good.yaml
expect_exit 0 'eu-west' "$meridian" explain -c good.yaml --ip "$german" --host app.test --path /
expect_exit 2 . "$meridian"
expect_exit 2 . "$meridian" levitate
expect_exit 2 . "$meridian" run
expect_exit 2 'absent.yaml' "$meridian" check -c absent.yaml

sed 's/^routes:/rotues:/' good.yaml >typo.yaml
expect_exit 2 'typo.yaml:[0-9]+:[0-9]+: error: .*routes' "$meridian" check -c typo.yaml
expect_exit 2 'typo.yaml:[0-9]+:[0-9]+: error:' "$meridian" run -c typo.yaml

sed 's/timeout: 400ms/timeout: 400/' good.yaml >unit.yaml
expect_exit 2 'unit.yaml:[0-9]+:[0-9]+: error: .*timeout' "$meridian" check -c unit.yaml

sed 's/service: web/service: wbe/' good.yaml >name.yaml
expect_exit 2 'name.yaml:[0-9]+:[0-9]+: error: .*web' "$meridian" check -c name.yaml

# Nobody serves this host: a clear no.
sed 's/{service: web}/{hosts: [app.test], service: web}/' good.yaml >hosts.yaml
expect_exit 1 '421|404' "$meridian" explain -c hosts.yaml --ip "$german" --host other.test --path /

# The port is taken.
start_origin eu-west 8443
expect_exit 3 '8443' "$meridian" run -c good.yaml
# Nothing may be left listening by the failed start.
code=0
curl -s -o /dev/null "$http/" || code=$?
expect_equal "$code" 7 "curl's exit code for a port where nothing listens"
