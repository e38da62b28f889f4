# Five edges that share a Redis, and what they make of a region that some of them cannot reach, that
# answers some of them wrongly, and of a Redis that is away meanwhile. No client notices anything.
fleet='1 2 3 4 5'
. "$MERIDIAN_ROOT/tests/support/scenario.bash"
. "$MERIDIAN_ROOT/tests/support/fleet.bash"

# Every edge has an address of its own for each region, by its own /etc/hosts, so that its way there
# can be cut. eu-west has two fronts: one for edges 1 to 3, and one for edges 4 and 5.
wrap_edge() {
  printf '127.0.0.1 localhost\n127.0.1.%s eu-west.test\n127.0.2.%s us-east.test\n127.0.3.%s ap-southeast.test\n' \
    "$1" "$1" "$1" >"hosts-$1"
  around=(unshare -m sh -c "mount --bind '$work/hosts-$1' /etc/hosts && exec \"\$@\"" wrap)
}
start_front() { # NAME REGION ADDRESS:PORT[,..]
  launch "$1" "$bin/origin" --listen "$3" --region "$2" --announce "$work/$1.json"
  await_announce "$work/$1.json" "$1"
}
start_front west-most eu-west 127.0.1.1:9101,127.0.1.2:9101,127.0.1.3:9101
start_front west-few eu-west 127.0.1.4:9101,127.0.1.5:9101
start_front us-east us-east 127.0.2.1:9102,127.0.2.2:9102,127.0.2.3:9102,127.0.2.4:9102,127.0.2.5:9102
start_front ap-southeast ap-southeast \
  127.0.3.1:9103,127.0.3.2:9103,127.0.3.3:9103,127.0.3.4:9103,127.0.3.5:9103
plain_config=$(declare -f fleet_config)
eval "plain_${plain_config}"
fleet_config() {
  plain_fleet_config "$@" | sed -e 's/"127.0.0.1:9101"/"eu-west.test:9101"/' \
    -e 's/"127.0.0.1:9102"/"us-east.test:9102"/' -e 's/"127.0.0.1:9103"/"ap-southeast.test:9103"/'
}
cut() { for n in "$@"; do ip route add unreachable "127.0.1.$n/32" table local; done; } # N..: from eu-west
join() { for n in "$@"; do ip route del unreachable "127.0.1.$n/32" table local; done; }
answers() { curl -sf -X PUT "http://127.0.1.1:9101/health/$1" -o /dev/null; } # up|down: to edges 1 to 3

start_redis redis 6379
start_fleet 'addresses: ["127.0.0.1:6379"], command_timeout: 500ms, connect_timeout: 500ms,
  report_interval: 500ms, verdict_ttl: 5s'
await_store 1

in_west() { [ "$(region_at "$1" "$german")" = eu-west ]; }   # N
elsewhere() { ! in_west "$1"; }                              # N
await_in() { for n in "$@"; do await "edge $n in eu-west" 20 in_west "$n"; done; }       # N..
await_out() { for n in "$@"; do await "edge $n to leave eu-west" 20 elsewhere "$n"; done; } # N..
west() { on "$1"; admin_field /v1/status ".services[0].upstreams[] | select(.region == \"eu-west\") | $2"; } # N FIELD
verdict_is() { [ "$(west "$1" '"\(.verdict.out) \(.verdict.kind)"')" = "$2 $3" ]; } # N OUT KIND
heard() { [ "$(west "$1" .verdict.out)" = "$2" ]; }                                 # N true|false
all_agree() {
  local n
  for n in $fleet; do
    on "$n"
    [ "$(admin_field /v1/status '.agreement | "\(.up) \(.edges) \(.same_config) \(.agreeing)"')" = \
      "true 5 5 5" ] || return 1
  done
}
await "five edges that agree" 30 all_agree
await_in 1 2 3 4 5
start_traffic "$german" 20

say "one edge is cut off from eu-west: it leaves, alone"
cut 5
await_out 5
await "edge 5 to see it itself" 10 eval '[ "$(west 5 .own_health)" = out ]'
for round in 1 2 3; do
  for n in 1 2 3 4; do in_west "$n" || fail "edge $n left eu-west as well"; done
done
expect_equal "$(west 1 '.verdict.out // false')" false "the verdict of one vote in five"
all_agree || fail "an edge that sees less is no disagreement"
join 5
await_in 5

say "most edges are cut off: those that can reach it stay"
cut 1 2 3
await_out 1 2 3
await "the verdict" 20 verdict_is 4 true path
for round in 1 2 3; do
  for n in 4 5; do in_west "$n" || fail "edge $n left eu-west, though it reaches it"; done
done
join 1 2 3
await_in 1 2 3
await "the end of the verdict" 20 heard 4 false

say "it answers most edges wrongly: all leave"
answers down
await_out 1 2 3 4 5
expect_equal "$(west 4 '"\(.health) \(.reason) \(.own_health)"')" "out agreed up" "what edge 4 says"
expect_equal "$(west 5 '"\(.verdict.down) of \(.verdict.members), \(.verdict.kind)"')" "3 of 5, answer" \
  "the vote"
await "five edges that agree" 20 all_agree
answers up
await_in 1 2 3 4 5

say "redis is killed, then it answers most edges wrongly: each goes by what it sees"
kill_now redis
await_store 0
answers down
await_out 1 2 3
for n in 4 5; do in_west "$n" || fail "edge $n left eu-west by itself"; done

say "redis returns, empty: they come to the same"
start_redis redis 6379
await_store 1
await_out 4 5
await "five edges that agree" 30 all_agree

say "redis is killed again: where nothing is heard for too long, what an edge sees counts"
kill_now redis
await_store 0
await_in 4 5
for n in 1 2 3; do elsewhere "$n" || fail "edge $n went back to what answers it wrongly"; done
answers up
await_in 1 2 3

say "an edge that does something by itself is named"
ctl_on 2 0 drain ap-southeast --local --for 5m --reason "no way to it from here"
start_redis redis 6379
await_store 1
named() {
  on 1
  [ "$(admin_field /v1/edges '[.edges[] | select(.agrees | not) | "\(.id) \(.differs | join(","))"] | join(" ")')" = \
    "edge-2 view" ]
}
await "the name of the edge that differs" 20 named
await "the metric" 10 eval 'on 1; [ "$(metric meridian_cluster_agreement)" = 0.8 ]'
ctl_on 2 0 enable ap-southeast --local --reason "the way is free"
await "five edges that agree" 20 all_agree

stop_traffic
expect_no_failures 1 2 3 4 5

say "two edges die: their silence says nothing"
kill_now edge-4
kill_now edge-5
silent() { on 1; [ "$(admin_field /v1/edges '[.edges[] | select(.silent) | .id] | join(" ")')" = "edge-4 edge-5" ]; }
await "their silence" 20 silent
for n in 1 2 3; do in_west "$n" || fail "edge $n left eu-west for silence"; done
for n in 1 2 3; do
  on "$n"
  expect_equal "$(metric meridian_cluster_agreement)" 1 "agreement of those that are left, at edge $n"
done
