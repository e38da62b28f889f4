# The country database is replaced under traffic: a truncated file changes nothing but a metric and a
# log line; a good one acts without a restart.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

cp "$geoip" country.mmdb
standard_config | sed "s|^geoip:.*|geoip: {database: country.mmdb, reload_interval: 1s}|" >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 200 --seconds 20 \
  --log answers.tsv &
client=$!

say "a truncated database"
head -c "$(($(stat -c %s country.mmdb) / 2))" country.mmdb >truncated
mv truncated country.mmdb
rejected() { [ "$(metric 'meridian_geoip_reloads_total{result="failed"}')" -ge 1 ]; }
await "the rejection in the metrics" 15 rejected
grep -q 'country.mmdb' edge.log || fail "no log line names the rejected file"
expect_region "$german" eu-west
expect_equal "$(curl -s -o /dev/null -w '%{http_code}' "$admin/readyz")" 200 "/readyz"

say "a database that moves Germany to America"
perl "$root/tests/scenario/moved_country.pl" moved.mmdb
moved_at=$(now_us)
mv moved.mmdb country.mmdb
moved() { [ "$(region_of "$german")" = us-east ]; }
await "the new database to act" 15 moved
wait "$client" || fail "the client got no answers for a minute"

expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"
early=$(awk -F'\t' -v moved="$moved_at" '$2 < moved && $5 != "eu-west"' answers.tsv | wc -l)
expect_equal "$early" 0 "requests that went elsewhere before the good database came"
