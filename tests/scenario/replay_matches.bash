# `meridian replay` makes every decision of a day again: 10 000 requests while regions go and come
# back, weights change and the edge restarts; all of them come out identical.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

readonly requests=10000 more=10 # with headers

# `web` by geography, `busy` and `mix` by load (two workers see other loads), `full` by measured
# latency and with more clients than one region takes.
day_config() { # WEIGHT-OF-US-EAST
  standard_config | sed -e '/^routes:/,$d' -e 's/workers: 1/workers: 2/'
  cat <<YAML
  busy:
    steps: [nearest, least_loaded]
    panic: last_good
    upstreams:
$(upstream eu-west 9101 "weight: 30")
$(upstream us-east 9102 "weight: $1")
$(upstream ap-southeast 9103)
  mix:
    steps: [least_loaded]
    fences: [europeans]
    upstreams:
$(upstream eu-west 9101)
$(upstream us-east 9102 "weight: $1")
$(upstream ap-southeast 9103)
  full:
    steps: [latency, weighted, capacity]
    upstreams:
$(upstream eu-west 9101 "capacity: {target: 20/s}")
$(upstream us-east 9102 "weight: $1, capacity: {target: 30/s, max: 60/s}")
$(upstream ap-southeast 9103)
fences:
  europeans: {clients: {groups: [EU, EEA]}, regions: [eu-west, ap-southeast]}
routes:
  - {hosts: [app.test], headers: {x-beta: "yes"}, service: mix}
  - {hosts: [app.test], service: web}
  - {hosts: [busy.test], service: busy}
  - {hosts: [mix.test], path_prefix: /small, service: mix}
  - {hosts: [full.test], service: full}
  - {hosts: [old.test], redirect: {host: app.test}}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}, views: {path: views, keep: 512}}
YAML
}

make_clients() { # COUNT SEED
  awk -v count="$1" -v seed="$2" 'BEGIN {
    srand(seed)
    split("app.test busy.test mix.test mix.test full.test full.test full.test old.test nowhere.test",
      hosts, " ")
    for (i = 0; i < count; ++i) {
      a = 1 + int(rand() * 222); if (a == 127) a = 128
      address = a "." int(rand() * 256) "." int(rand() * 256) "." int(rand() * 256)
      if (i % 10 == 0) address = sprintf("2a%02x:%x::%x", rand() * 256, i + 1, i)
      if (i % 97 == 0) address = "10.1.2." (i % 256)
      print address "\t" hosts[1 + int(rand() * 9)] "\t/small?n=" i
    }
  }'
}

# Some that only the value of a header tells apart.
ask_for_beta() {
  local i
  for i in {1..5}; do
    curl -s -o /dev/null --max-time 10 -H 'Host: app.test' -H "X-Beta: $1" \
      -H "X-Forwarded-For: 80.128.0.$i" "$http/small" || fail "no answer for X-Beta: $1"
  done
}

# A tenth of the day's requests, while `COMMAND...` runs.
part=0
serve_while() { # COMMAND...
  make_clients $((requests / 10)) $((++part)) >clients.tsv
  "$bin/paced_client" --target "$http" --requests clients.tsv --rate 700 --connections 16 \
    --log served.tsv &
  local sender=$!
  "$@"
  wait "$sender" || fail "the edge stopped answering"
}

reload_with() { # WEIGHT
  local before
  before=$(metric 'meridian_config_reloads_total{result="ok"}')
  day_config "$1" >edge.yaml
  kill -HUP "${pid_of[edge]}"
  reloaded() { [ "$(metric 'meridian_config_reloads_total{result="ok"}')" -gt "$before" ]; }
  await "the reload" 10 reloaded
}

lose() { # REGION
  kill_now "$1"
  await "$1 out" 10 upstream_is "$1" 0
}

gain() { # REGION PORT
  start_origin "$1" "$2"
  await "$1 back" 10 upstream_is "$1" 1
}

restart_edge() {
  kill -TERM "${pid_of[edge]}"
  wait "${pid_of[edge]}" || fail "the edge did not end in order"
  start_edge edge.yaml
}

replay() { # EXPECTED-EXIT
  local code=0
  "$bin/meridian" replay --views views --log access.log --json >replay.json || code=$?
  [ "$code" = "$1" ] || { cat replay.json >&2; fail "replay exits with $code, not $1"; }
}
replayed() { jq -r ".$1" replay.json; } # FIELD

day_config 70 >edge.yaml
start_regions
start_edge edge.yaml
serve_while true
serve_while lose eu-west
serve_while lose us-east
serve_while lose ap-southeast
serve_while gain us-east 9102
serve_while gain eu-west 9101
serve_while gain ap-southeast 9103
serve_while reload_with 20
ask_for_beta yes
ask_for_beta no
restart_edge
serve_while lose us-east
serve_while reload_with 300

# The log is complete once the edge has ended.
kill -TERM "${pid_of[edge]}"
wait "${pid_of[edge]}" || fail "the edge did not end in order"
unset 'pid_of[edge]'
expect_equal "$(wc -l <access.log)" $((requests + more)) "lines of the access log"
replay 0
say "$(jq -c '{replayed, identical, different, skipped}' replay.json)"
expect_equal "$(replayed identical)" $((requests + more)) "decisions that came out identical"
say "$(find views -name '*.json' | wc -l) views of $(find views -name '*.yaml' | wc -l) configs," \
  "$(jq -r '"\(.run) \(.view_version) \(.local_sequence)"' access.log | sort -u | wc -l) decided on"
(($(jq -r 'select(.load) | .load | max' access.log | sort -n | tail -n 1) > 0)) ||
  fail "no decision saw any load, so nothing was shown of it"

# It notices: one region changed in one line, and a view that is gone.
jq -c 'if .request_id == $id and .decided then .decided = "moon" else . end' \
  --arg id "$(jq -r 'select(.decided) | .request_id' access.log | sed -n 1p)" access.log >forged.log
mv forged.log access.log
replay 1
expect_equal "$(replayed different)" 1 "forged line found"
rm "views/$(jq -r '"\(.view_version)-\(.local_sequence)-\(.run).json"' access.log | tail -n 1)"
replay 1
(($(replayed '["skipped"]["its view is not kept any more"]') > 0)) || fail "the lost view is not told"
expect_equal "$(($(replayed replayed) + $(replayed 'skipped | add')))" $((requests + more)) "lines accounted for"
