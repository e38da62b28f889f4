# 400 requests per second for a region with a target of 200: after some seconds it is given its
# target, the rest is served by their next regions, and every client stays where it is.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config | sed -e 's/policy: geo/steps: [geo, weighted, capacity]/' \
  -e "s/eu-west: {endpoints/eu-west: {capacity: {target: 200\/s}, endpoints/" >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

for ((round = 0; round < 12; ++round)); do
  for ((i = 0; i < 1000; ++i)); do
    printf '80.128.%d.%d\tapp.test\t/small\n' $((i / 250)) $((i % 250))
  done
done >requests.tsv

say "400 requests/s for eu-west"
"$bin/paced_client" --target "$https" --requests requests.tsv --rate 400 --log answers.tsv ||
  fail "the client got no answers for a minute"
expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"

# By request number: 0 to 1999 are the first 5 s, from 8000 on the last 10 s.
share() { # FROM TO: percent of these that eu-west served
  awk -F'\t' -v from="$1" -v to="$2" '
    $1 >= from && $1 < to { ++n; eu += $5 == "eu-west" } END { print int(100 * eu / n + 0.5) }' answers.tsv
}
expect_equal "$(share 0 200)" 100 "percent in eu-west before its demand is known"
at_end=$(share 8000 12000)
say "percent in eu-west at the end: $at_end"
((at_end >= 45 && at_end <= 55)) || fail "eu-west was given $at_end % where its target is 50 %"
moved=$(awk -F'\t' '$1 >= 8000 { c = $1 % 1000; moves += c in at && at[c] != $5; at[c] = $5 }
  END { print moves + 0 }' answers.tsv)
expect_at_most "$moved" 30 "clients that moved in the last 10 s, of 1000"
expect_match "$(grep -c '"reason":"capacity"' access.log)" '^[1-9][0-9]{3}$' "log lines that say why"
