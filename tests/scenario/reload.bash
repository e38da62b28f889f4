# SIGHUP: a good file acts without a lost request, a bad one is refused and changes nothing.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 200 --seconds 8 \
  --log answers.tsv &
client=$!
reloads() { metric "meridian_config_reloads_total{result=\"$1\"}" || echo 0; }

say "a bad file"
cp edge.yaml good.yaml
echo 'surprise: true' >>edge.yaml
kill -HUP "${pid_of[edge]}"
rejected() { [ "$(reloads failed)" -ge 1 ]; }
await "the rejection in the metrics" 10 rejected
grep -q 'surprise' edge.log || fail "the log does not name the unknown key"
expect_region "$german" eu-west

say "a good file: eu-west takes no new clients"
sed '/eu-west: {endpoints/s/{endpoints/{weight: 0, endpoints/' good.yaml >edge.yaml
kill -HUP "${pid_of[edge]}"
elsewhere() { [ "$(region_of "$german")" != eu-west ]; }
await "the new weights" 10 elsewhere

say "back"
cp good.yaml edge.yaml
kill -HUP "${pid_of[edge]}"
home() { [ "$(region_of "$german")" = eu-west ]; }
await "the old weights" 10 home

wait "$client" || fail "the client got no answers for a minute"
expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"
expect_equal "$(curl -s -o /dev/null -w '%{http_code}' "$admin/livez")" 200 "/livez"
