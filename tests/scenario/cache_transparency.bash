# http-cache-tests sees the same through the edge as from its own server directly: the edge is no
# cache, and changes nothing that one goes by.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

export NODE_MODULES=$root/build/compat/node_modules
suite=$NODE_MODULES/http-cache-tests
[ -d "$suite" ] || fail "http-cache-tests is missing: run ./dev setup test"

cat >edge.yaml <<YAML
edge: {id: scenario, workers: 1}
listeners:
  - {name: plain, bind: ["127.0.0.1:8080"], protocol: http}
regions: {here: {country: IE}}
services:
  suite: {policy: weighted, upstreams: {here: {endpoints: ["127.0.0.1:9101"]}}}
routes:
  - {service: suite}
timeouts: {connect: 30s}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML
(
  cd "$suite" # it serves files from where it is started
  exec env npm_config_protocol=http npm_config_port=9101 npm_config_pidfile="$work/server.pid" \
    node server/server.mjs
) >server.log 2>&1 &
pid_of[server]=$!
start_edge edge.yaml
await "the server" 20 curl -s "http://127.0.0.1:9101/state/none"

run_suite() { node --no-warnings "$root/tests/compat/cache_verdicts.mjs" "$1" "$2" >"$2.log" 2>&1; }
run_suite http://127.0.0.1:9101 direct.txt &
direct=$!
run_suite "$http" through.txt || fail "the suite did not run through the edge"
wait "$direct" || fail "the suite did not run directly"

verdicts=$(wc -l <direct.txt)
say "$verdicts verdicts, $(grep -c $'\tpass$' direct.txt) passes"
((verdicts > 300)) || fail "only $verdicts verdicts: that is not the whole suite"
# The length of these is in doubt: bytes beyond the Content-Length, which stop the client directly and
# here (F9), or a Transfer-Encoding that nobody knows (F3), which is a 502.
doubtful='^(headers-store-(Content-Length|Transfer-Encoding)|304-etag-update-response-Content-Length)\b'
diff <(grep -Ev "$doubtful" direct.txt) <(grep -Ev "$doubtful" through.txt) >differences.txt || {
  cat differences.txt >&2
  fail "$(grep -c '^>' differences.txt) verdicts differ"
}
