# Between up and out: a region that comes back takes its share step by step, one that fails again is
# held for a while, one that answers 503 comes behind the others, and checks that fail in most regions
# at once do not empty the service.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

returns='return: {ramp: 5s, hold_down: 2s, hold_down_max: 1m}'
standard_config >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west
expect_region "$american" us-east

told() { admin_field /v1/status ".services[0].upstreams[] | select(.region == \"$1\") | .$2"; } # REGION FIELD
is() { [ "$(told "$1" health) $(told "$1" reason)" = "$2 $3" ]; }                               # REGION HEALTH REASON
tell() { curl -sf -X PUT "http://127.0.0.1:$1/health/$2" -o /dev/null; }                        # PORT up|down

say "one outage: back at once, with a tenth of the weight"
kill_now us-east
await "us-east out" 10 is us-east out check_failed
start_origin us-east 9102
await "us-east up" 10 is us-east up none
expect_at_most "$(told us-east ramp_percent)" 50 "percent of the weight just after the return"
full() { [ "$(told us-east ramp_percent)" = 100 ]; }
await "the whole weight" 15 full

say "a second outage soon after: held"
kill_now us-east
await "us-east out" 10 upstream_is us-east 0
start_origin us-east 9102
await "us-east held" 10 is us-east held flapping
expect_at_most "$(told us-east held_for_ms)" 2000 "ms that it is held"
[ "$(region_of "$american")" != us-east ] || fail "a held region served"
await "us-east up again" 10 is us-east up none
expect_region "$american" us-east

say "five 503 in a row: degraded"
for _ in 1 2 3 4 5; do expect_equal "$(status_of "$german" /status/503)" 503 "what eu-west answers"; done
await "eu-west degraded" 5 is eu-west degraded gateway_errors
behind() { [ "$(region_of "$german")" != eu-west ]; }
await "the next region" 5 behind
expect_equal "$(metric 'meridian_ejections_total{service="web",region="eu-west"}')" 1 "verdicts of traffic"

say "checks fail in two of three regions, though both serve: one of them goes on"
tell 9101 down
tell 9103 down
await "ap-southeast out" 10 upstream_is ap-southeast 0
is_kept() { [ "$(metric 'meridian_upstream_health{service="web",region="eu-west",health="degraded"}')" = 1 ]; }
await "eu-west out by its checks" 10 is eu-west out check_failed
await "eu-west kept" 5 is_kept
expect_equal "$(metric 'meridian_upstream_up{service="web",region="eu-west"}')" 1 "eu-west serves"
expect_region "$german" eu-west
