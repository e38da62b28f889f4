# A region that passes its checks and answers much slower than the others comes after them, and
# everybody can see why. Meanwhile a small share of the clients measures other regions, and replay
# makes these decisions again as well.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config | sed -e 's/policy: geo/&\n    slow_after: 5x\n    explore: 1%/' \
  -e 's/path: \/health, interval: 500ms/type: tcp, interval: 100ms/' \
  -e 's/^log: .*/log: {access: {path: access.log}, views: {path: views, keep: 512}}/' >edge.yaml
start_origin eu-west 9101
start_origin us-east 9102 --delay 1000
start_origin ap-southeast 9103
start_edge edge.yaml

for ((i = 0; i < 1000; ++i)); do
  printf '80.128.%d.%d\tapp.test\t/small\n' $((i / 250)) $((i % 250))
  printf '12.0.%d.%d\tapp.test\t/small\n' $((i / 250)) $((i % 250))
  printf '165.21.%d.%d\tapp.test\t/small\n' $((i / 250)) $((i % 250))
done >clients.tsv
for ((round = 0; round < 2; ++round)); do cat clients.tsv; done >requests.tsv

say "150 requests/s, a third of them for us-east"
launch client "$bin/paced_client" --target "$https" --requests requests.tsv --rate 150 --connections 200 \
  --log answers.tsv
told() { admin_field /v1/status ".services[0].upstreams[] | select(.region == \"us-east\") | .$1"; }
is_slow() { [ "$(told health) $(told reason)" = "degraded slow_answers" ]; }
await "a slow region" 40 is_slow
behind() { [ "$(region_of "$american")" != us-east ]; }
await "its clients elsewhere" 5 behind
expect_equal "$(metric 'meridian_ejections_total{service="web",region="us-east"}')" 1 "verdicts of traffic"
expect_equal "$(metric 'meridian_upstream_up{service="web",region="us-east"}')" 1 "it still may serve"

say "what was measured"
p95() { admin_field /v1/latency ".services[0].regions[] | select(.region == \"$1\") | .first_byte.p95_ms"; }
jq -en --argjson slow "$(p95 us-east)" --argjson fast "$(p95 eu-west)" '$slow >= 1000 and $fast < $slow / 5' \
  >/dev/null || fail "p95: us-east $(p95 us-east) ms, eu-west $(p95 eu-west) ms"
table=$("$bin/meridian" ctl latency)
printf '%s\n' "$table"
expect_match "$table" '^web +us-east +[0-9.]+ +[0-9.]+ +[0-9]+ +[0-9.]+ s$' "the row of ctl"
in_seconds=$(metric 'meridian_upstream_first_byte_seconds{service="web",region="us-east",percentile="95"}')
jq -en --argjson s "$in_seconds" '$s >= 1' >/dev/null || fail "p95 in metrics: $in_seconds s"
code=0
wait "${pid_of[client]}" || code=$?
expect_equal "$code" 0 "exit code of the client"
unset "pid_of[client]"
expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"

say "exploration"
kill -TERM "${pid_of[edge]}"
wait "${pid_of[edge]}" || true
unset "pid_of[edge]"
explored=$(grep -c '"reason":"local_explore"' access.log || true)
say "requests that explored: $explored of 6000"
((explored >= 20 && explored <= 120)) || fail "$explored requests explored where 1 % of 6000 should"
"$bin/meridian" replay --views views --log access.log --json >replay.json || fail "replay: $(cat replay.json)"
expect_equal "$(jq -r .different replay.json)" 0 "decisions that came out different"
jq -en --argjson n "$(jq -r .identical replay.json)" '$n >= 6000' >/dev/null || fail "$(cat replay.json)"
