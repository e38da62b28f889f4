# A region is killed under 500 requests per second: no client notices, the edge stops asking it
# within 300 ms of the first refused connection, and it is back within 2 s of its port listening.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

returns= # as it is by default
standard_config >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 500 --seconds 12 \
  --log answers.tsv &
client=$!

answered() { [ "$(wc -l <answers.tsv)" -ge "$1" ]; }
await "the first 1000 answers" 20 answered 1000
say "kill eu-west"
killed=$(now_us)
kill_now eu-west
await "eu-west out" 10 upstream_is eu-west 0
await "1000 more answers" 20 answered 2500
start_origin eu-west 9101
listens=$(announced_us eu-west)
await "eu-west back" 10 upstream_is eu-west 1
wait "$client" || fail "the client got no answers for a minute"

expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"
expect_equal "$(wc -l <answers.tsv)" 6000 "answers"

# The last line may still be in the log thread.
logged() { [ "$(wc -l <access.log)" -ge 6001 ]; }
await "the access log" 10 logged

# Between the first request that needed a second attempt and the last one.
jq -r 'select(.attempts > 1) | .time' access.log >retried.txt
first=$(head -n 1 retried.txt)
last=$(tail -n 1 retried.txt)
[ -n "$first" ] || fail "no request met the killed region: the scenario shows nothing"
us_of() { local s=${1%.*}; s=${s/T/ }; echo "$(date -u -d "$s" +%s)$(cut -c21-26 <<<"$1")"; }
expect_at_most $((($(us_of "$last") - $(us_of "$first")) / 1000)) 300 \
  "ms from first to last request that tried the dead region"

back=$(awk -F'\t' -v from="$listens" '$2 >= from && $5 == "eu-west" { print $2; exit }' answers.tsv)
[ -n "$back" ] || fail "eu-west never came back"
expect_at_most $(((back - listens) / 1000)) 2000 "ms from listening to the first answer"

stray=$(awk -F'\t' -v from="$killed" -v to="$listens" \
  '$2 > from + 300000 && $2 < to && $5 == "eu-west"' answers.tsv | wc -l)
expect_equal "$stray" 0 "answers of a region that does not run"
