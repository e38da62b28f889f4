# What operators change while the edge runs: a region drained by ctl, weights, expiry, a restart, a
# reload; stale and unauthorised changes are refused and change nothing.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

overrides_config() { # [TOKENS]
  standard_config | sed -e '/^admin:/d'
  echo 'store: {state_file: overrides}'
  echo "admin: {bind: [\"127.0.0.1:9901\"]${1:+, tokens: [$1]}}"
}

# ctl WANTED-EXIT-CODE COMMAND...: what it says is left in $work/ctl.out and ctl.err.
ctl() {
  local wanted=$1 code=0
  shift
  "$bin/meridian" ctl "$@" >ctl.out 2>ctl.err || code=$?
  expect_equal "$code" "$wanted" "exit code of: ctl $*; $(cat ctl.err)"
}

weight_of() { admin_field /v1/services/web ".upstreams[] | select(.region == \"$1\").weight.effective"; }

# send METHOD PATH BODY [ARGUMENTS of curl]: the status; the answer is left in $work/answer.
send() {
  local method=$1 path=$2 body=$3
  shift 3
  curl -s --max-time 20 -o answer -w '%{http_code}' -X "$method" -H 'Content-Type: application/json' \
    "$@" -d "$body" "$admin$path"
}
etag() { curl -sf -o /dev/null -w '%header{etag}' "$admin$1"; }

reload() { # TOKENS
  overrides_config "$1" >edge.yaml
  kill -HUP "${pid_of[edge]}"
}

overrides_config '' >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west
expect_region "$american" us-east
expect_region "$singaporean" ap-southeast

say "a dry run tells and changes nothing"
before=$(admin_field /v1/status .view.version)
ctl 0 drain eu-west --reason "disk swap" --dry-run
expect_match "$(<ctl.out)" 'enabled -> draining' "what the dry run tells"
expect_match "$(<ctl.out)" 'nothing was changed' "what the dry run tells"
expect_equal "$(admin_field /v1/status .view.version)" "$before" "version of the view"
expect_region "$german" eu-west

say "a drained region's clients move as soon as ctl returns; the others stay"
ctl 0 drain eu-west --reason "disk swap"
expect_match "$(<ctl.out)" 'web +eu-west +100 +enabled -> draining +33.3 % -> 0.0 %' "what it did"
[ "$(region_of "$german")" != eu-west ] || fail "a draining region took a new client"
expect_region "$american" us-east
expect_region "$singaporean" ap-southeast
ctl 0 overrides
expect_match "$(<ctl.out)" 'state.eu-west +draining +loopback .* disk swap' "the list"
expect_match "$(<edge.log)" 'loopback set state.eu-west: as the file says -> draining; reason: disk swap' \
  "the audit log"
expect_equal "$(metric meridian_overrides)" 1 "the metric"
"$bin/meridian" explain -c edge.yaml --overrides overrides --ip "$german" --host x.test >explain.txt
expect_match "$(<explain.txt)" 'left +draining .*state \(override by loopback: disk swap; file says enabled\)' \
  "explain"

say "a change that rests on an older state is refused and changes nothing"
old=$(etag /v1/services/web/weights)
ctl 0 weights web us-east=20 --reason "canary"
expect_equal "$(send PATCH /v1/services/web/weights '{"weights":{"us-east":70},"reason":"x"}' \
  -H "If-Match: $old")" 412 "a stale If-Match"
expect_equal "$(jq -r .rule answer)" if_match "the rule it names"
expect_equal "$(send PATCH /v1/services/web/weights '{"weights":{"us-east":70},"reason":"x"}')" 428 \
  "no If-Match"
expect_equal "$(weight_of us-east)" 20 "the weight"
ctl 1 weights web mars=1 --reason "typo"
ctl 2 weights web us-east=1
expect_match "$(<ctl.err)" '--reason' "what it asks for"
expect_equal "$(weight_of us-east)" 20 "the weight"

say "a restart keeps what operators changed"
kill_now edge
start_edge edge.yaml
[ "$(region_of "$german")" != eu-west ] || fail "the restart forgot the drain"
expect_equal "$(weight_of us-east)" 20 "the weight"

say "a reload keeps it too, and what has left the config is idle"
ctl 0 disable web/ap-southeast --reason "storm"
overrides_config '' | sed '/^      ap-southeast: {/d' >edge.yaml
kill -HUP "${pid_of[edge]}"
idle_is() { # BOOLEAN
  [ "$(admin_field /v1/overrides/state.web.ap-southeast .idle)" = "$1" ]
}
await "the reload" 10 idle_is true
reload ''
await "the reload" 10 idle_is false
[ "$(region_of "$singaporean")" != ap-southeast ] || fail "the reload forgot the storm"
[ "$(region_of "$german")" != eu-west ] || fail "the reload forgot the drain"
ctl 0 enable web/ap-southeast --reason "the storm is over"
expect_region "$singaporean" ap-southeast
ctl 0 overrides rm state.web.ap-southeast --reason "the storm is over"
expect_region "$singaporean" ap-southeast

say "what ends by itself brings the clients back"
ctl 0 enable eu-west --reason "done"
expect_region "$german" eu-west
ctl 0 drain eu-west --for 2s --reason "short"
[ "$(region_of "$german")" != eu-west ] || fail "a draining region took a new client"
is_back() { [ "$(region_of "$german")" = eu-west ]; }
await "the end of the drain" 10 is_back
expect_match "$(<edge.log)" 'state.eu-west of loopback has ended' "the audit log"

say "a damaged state file stops the start"
kill_now edge
cp overrides overrides.good
printf x >>overrides
code=0
"$bin/meridian" run -c edge.yaml 2>damaged.log || code=$?
expect_equal "$code" 3 "exit code with a damaged state file"
expect_match "$(<damaged.log)" 'state_file.* remove it' "what it says"
mv overrides.good overrides
start_edge edge.yaml

say "with tokens only their owners get in, and only as far as their role goes"
for name in ann bob; do
  "$bin/meridian" ctl token new --json >token.json
  jq -r .token token.json >"$name.token"
  jq -r .sha256 token.json >"$name.sha256"
done
reload '{name: ann, role: viewer, sha256_file: ann.sha256}, {name: bob, role: operator, sha256_file: bob.sha256}'
needs_token() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$admin/v1/regions")" = 401 ]; }
await "the reload" 10 needs_token
drain='{"state":"draining","reason":"x"}'
put_as() { # TOKEN
  send PUT /v1/regions/eu-west/state "$drain" -H 'If-Match: *' -H "Authorization: Bearer $1"
}
expect_equal "$(put_as wrong)" 401 "a wrong token"
expect_equal "$(put_as "$(<ann.token)")" 403 "a viewer"
expect_region "$german" eu-west
ctl 1 drain eu-west --reason x --token-file ann.token
MERIDIAN_TOKEN_FILE=bob.token ctl 0 drain eu-west --reason "disk swap"
[ "$(region_of "$german")" != eu-west ] || fail "a draining region took a new client"
ctl 0 overrides --token-file ann.token
expect_match "$(<ctl.out)" 'state.eu-west +draining +bob ' "the list"
ctl 1 status
ctl 3 status --admin 127.0.0.1:1
