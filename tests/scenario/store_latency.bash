# From an operator's change at one edge to the first decision under it at every edge, 30 times.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"
. "$MERIDIAN_ROOT/tests/support/fleet.bash"

start_regions
start_redis redis 6379
start_fleet 'addresses: ["127.0.0.1:6379"]'
await_store 1
start_traffic "$german" 200

changed_at=()
change() { # STATE
  local code
  changed_at+=("$(now_us)")
  code=$(curl -s -o answer -w '%{http_code}' -X PUT -H 'Content-Type: application/json' \
    -H "If-Match: $tag" -d "{\"state\":\"$1\",\"reason\":\"latency\"}" \
    "$admin/v1/regions/eu-west/state")
  expect_equal "$code" 200 "the answer to a change: $(<answer)"
}
on 1
for ((i = 0; i < 15; ++i)); do
  for state in draining enabled; do
    tag=$(curl -sf -o /dev/null -w '%header{etag}' "$admin/v1/regions/eu-west/state")
    change "$state"
    await "the change at all edges" 20 documents_agree
    on 1
  done
done
changed_at+=("$(now_us)")
# Every decision is in the logs once a later one is.
enough() {
  local n
  for n in 1 2 3; do
    [ "$(tail -n 2 "traffic-$n.tsv" | head -n 1 | cut -f2)" -gt "${changed_at[-1]}" ] || return 1
  done
}
await "the last answers" 60 enough
stop_traffic
expect_no_failures 1 2 3

# Of each change: the time until the last of the edges decided by it.
for ((i = 0; i < 30; ++i)); do
  worst=0
  for n in 1 2 3; do
    took=$(sed '$d' "traffic-$n.tsv" | awk -F'\t' -v from="${changed_at[i]}" -v odd=$((i % 2)) '
      $2 >= from && ($5 == "eu-west") == (odd == 1) { took = $2 - from
        if (best == "" || took < best) best = took }
      END { print best }')
    [ -n "$took" ] || fail "edge $n never decided by change $i"
    ((took > worst)) && worst=$took
  done
  echo "$worst"
done | sort -n >took.txt
p50=$(sed -n 15p took.txt) p99=$(sed -n 30p took.txt)
say "change -> decision at 3 edges: p50 $((p50 / 1000)) ms, slowest of 30 $((p99 / 1000)) ms"
