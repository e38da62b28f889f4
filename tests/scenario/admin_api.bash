# The admin API of a running edge: its contract is clean, explain says what the edge does, also where
# operators changed it, a simulation tells what a drain then does and holds up nobody, events tell what
# happened, a bad config is refused with its reasons.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

# send METHOD PATH BODY [ARGUMENTS of curl]: the status; the answer is left in $work/answer.
send() {
  local method=$1 path=$2 body=$3
  shift 3
  curl -s --max-time 60 -o answer -w '%{http_code}' -X "$method" -H 'Content-Type: application/json' \
    "$@" -d "$body" "$admin$path"
}
etag() { curl -sf -o /dev/null -w '%header{etag}' "$admin$1"; }
explained() { # CLIENT
  expect_equal "$(send POST /v1/explain "{\"ip\": \"$1\", \"host\": \"x.test\"}")" 200 "explain"
  jq -r .region answer
}

event_is() { # JQ-FILTER of an event
  admin_field /v1/events "[.events[] | select($1)] | length > 0" | grep -qx true
}

export NODE_PATH=$root/build/contract/node_modules
[ -d "$NODE_PATH/@redocly" ] || fail "npm packages are missing: run ./dev setup test"

standard_config >edge.yaml
start_regions
start_edge edge.yaml

say "the contract is clean"
curl -sf "$admin/openapi.json" >openapi.json
node "$root/tests/contract/lint.cjs" openapi.json || fail "redocly and spectral find faults in /openapi.json"

say "explain says what the edge does, also when operators changed it"
for client in "$german" "$american" "$singaporean"; do
  expect_equal "$(explained "$client")" "$(region_of "$client")" "explain for $client"
done
"$bin/meridian" ctl drain eu-west --reason "disk swap" >ctl.out
expect_equal "$(explained "$german")" "$(region_of "$german")" "explain for $german"
[ "$(explained "$german")" != eu-west ] || fail "explain does not know of the drain"
"$bin/meridian" ctl explain --ip "$german" --host x.test >ctl.out
expect_match "$(<ctl.out)" 'result +region (us-east|ap-southeast) ' "ctl explain"
expect_match "$(<ctl.out)" 'eu-west +no +draining .*override by loopback: disk swap' "ctl explain"

say "several changes at once, or none of them"
batch='{"reason": "move", "changes": [{"region": "eu-west", "state": "enabled"}, {"service": "web", "region": "us-east", "weight": 20}]}'
expect_equal "$(send POST /v1/changes "$batch" -H "If-Match: $(etag /v1/overrides)")" 200 "the batch"
expect_region "$german" eu-west
half='{"reason": "x", "changes": [{"region": "eu-west", "state": "draining"}, {"region": "mars", "state": "draining"}]}'
expect_equal "$(send POST /v1/changes "$half" -H "If-Match: $(etag /v1/overrides)")" 422 "half a batch"
expect_region "$german" eu-west

say "a drain does what the simulation said"
"$bin/meridian" ctl simulate --drain eu-west --clients 2000 --json >simulated.json
expect_equal "$(jq -r '.services[0].regions[] | select(.region == "eu-west").after' simulated.json)" 0 \
  "the share of the drained region"
moved=$(jq -r '.services[0].clients_moved' simulated.json)
[ "$moved" -gt 0 ] || fail "nobody moves"
"$bin/meridian" ctl drain eu-west --reason "disk swap" >ctl.out
"$bin/meridian" ctl simulate --drain eu-west --clients 2000 >simulated.txt
expect_match "$(<simulated.txt)" 'clients moved +0,' "the same drain again"
"$bin/meridian" ctl enable eu-west --reason "disks are in" >ctl.out

say "what happens is an event"
event_is '.kind == "override_set" and .subject == "state.eu-west" and .by == "loopback"' ||
  fail "no event tells of the drain"
launch stream curl -sN "$admin/v1/events/stream?after=0"
kill_now eu-west
await "the event of the region's end" 20 event_is '.kind == "health" and .subject == "web/eu-west" and (.text | test("-> out"))'
streamed() { grep -q '"subject":"web/eu-west"' stream.log; }
await "the same on the stream" 20 streamed
start_origin eu-west 9101
"$bin/meridian" ctl events >ctl.out
expect_match "$(<ctl.out)" 'health +web/eu-west' "ctl events"

say "a bad config is refused with its reasons, a good one is taken"
sed -i 's/policy: geo/polcy: geo/' edge.yaml
expect_equal "$(send POST /v1/config/reload '{"reason": "try"}')" 422 "a bad config"
expect_match "$(jq -r .detail answer)" 'edge.yaml:[0-9]+:[0-9]+: error: .*polcy.*policy' "its reason"
event_is '.kind == "config" and (.text | test("not taken"))' || fail "no event tells of it"
expect_equal "$(admin_field /v1/config/diff '.errors | length')" 1 "the errors of the file"
sed -i 's/polcy: geo/policy: weighted/' edge.yaml
expect_equal "$(admin_field /v1/config/diff '.changes[0].path')" services.web.policy "the difference"
"$bin/meridian" ctl config validate edge.yaml >ctl.out
"$bin/meridian" ctl config reload --reason "by weight" >ctl.out
expect_equal "$(admin_field /v1/config/diff '.changes | length')" 0 "the differences"
expect_equal "$(admin_field /v1/config '.settings[] | select(.path == "services.web.policy").value')" \
  weighted "the setting"

say "the log level is set, and back at the reload"
"$bin/meridian" ctl log-level debug --reason "a riddle" >ctl.out
expect_equal "$(admin_field /v1/log-level .level)" debug "the level"
"$bin/meridian" ctl config reload --reason "back" >ctl.out
expect_equal "$(admin_field /v1/log-level .level)" info "the level"

say "a simulation of 100 000 clients holds up neither the control thread nor changes"
send POST /v1/simulate '{"weights": {"web/eu-west": 10}, "clients": 100000}' >simulated.status &
simulation=$!
for weight in 30 40 50 60 70; do
  "$bin/meridian" ctl weights web "us-east=$weight" --reason "during the simulation" >ctl.out
done
wait "$simulation"
expect_equal "$(<simulated.status)" 200 "the simulation"
say "control loop lag: $(metric meridian_control_loop_lag_seconds) s"
