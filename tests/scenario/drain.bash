# SIGTERM: nothing new is taken, what is under way is finished, then the edge ends with 0. A second
# SIGTERM ends it at once.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config >edge.yaml
start_regions
start_edge edge.yaml

in_flight() { [ "$(metric 'meridian_upstream_requests_in_flight{region="eu-west"}')" = 1 ]; }
port_closed() { ! (exec 3<>/dev/tcp/127.0.0.1/8443); }

say "one request is under way, one connection is idle"
exec {idle}<>/dev/tcp/127.0.0.1/8080
fetch "$german" /slow/2500 -w '%{http_code}' >slow.txt &
client=$!
await "the slow request at its origin" 10 in_flight
began=$(now_us)
kill -TERM "${pid_of[edge]}"
await "new connections being refused" 5 port_closed
wait "$client" || fail "the request under way was cut off"
expect_equal "$(cat slow.txt)" "$(printf 'slow\n200')" "the request under way"

code=0
wait "${pid_of[edge]}" || code=$?
expect_equal "$code" 0 "exit code"
expect_at_most $((($(now_us) - began) / 1000)) 10500 "ms from SIGTERM to the end"
unset 'pid_of[edge]'
exec {idle}>&-

say "a second SIGTERM"
start_edge edge.yaml
fetch "$german" /slow/60000 >/dev/null &
client=$!
await "the slow request at its origin" 10 in_flight
kill -TERM "${pid_of[edge]}"
await "new connections being refused" 5 port_closed
began=$(now_us)
kill -TERM "${pid_of[edge]}"
wait "${pid_of[edge]}" || true
expect_at_most $((($(now_us) - began) / 1000)) 1000 "ms from the second SIGTERM to the end"
unset 'pid_of[edge]'
if wait "$client"; then fail "the cut-off request looked complete"; fi
