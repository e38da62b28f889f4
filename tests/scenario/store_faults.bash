# Three edges on one Redis, under traffic, and everything that can happen to that Redis: it is killed,
# hangs, is emptied, wants another password, has no memory left, becomes a replica, is told to evict.
# No client notices, nothing an operator set is lost, and every refusal says why.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"
. "$MERIDIAN_ROOT/tests/support/fleet.bash"

start_regions
start_redis redis 6379
start_fleet 'addresses: ["127.0.0.1:6379"], command_timeout: 500ms, connect_timeout: 500ms'
await_store 1
start_traffic "$american" 50

say "what one edge is told, all do"
ctl_on 1 0 weights web eu-west=20 --reason canary
await_weight eu-west 20
ctl_on 2 0 drain ap-southeast --reason "disk swap"
drained_everywhere() {
  local n
  for n in 1 2 3; do [ "$(region_at "$n" "$singaporean")" != ap-southeast ] || return 1; done
}
await "the drain at all edges" 20 drained_everywhere
expect_equal "$(document_of 1)" "$(document_of 3)" "the document"
on 3
expect_equal "$(admin_field /v1/status .store.server)" 127.0.0.1:6379 "what status says of the store"

say "of two operators who change the same at once one wins"
on 1
tag=$(curl -sf -o /dev/null -w '%header{etag}' "$admin/v1/services/web/weights")
for n in 1 2; do
  curl -s -o "answer-$n" -w '%{http_code}\n' -X PATCH -H 'Content-Type: application/json' \
    -H "If-Match: $tag" -d "{\"weights\":{\"us-east\":4$n},\"reason\":\"both\"}" \
    "http://127.0.0.1:990$n/v1/services/web/weights" >"code-$n" &
  pids[n]=$!
done
wait "${pids[1]}" "${pids[2]}"
expect_equal "$(sort code-1 code-2 | tr '\n' ' ')" "200 412 " "the two answers"
winner=$(grep -lx 200 code-1 code-2)
await_weight us-east "4${winner#code-}"

say "redis is killed: changes are refused, everything else goes on"
before=$(document_of 1)
kill_now redis
await_store 0
ctl_on 1 1 weights web eu-west=30 --reason late
expect_match "$(<ctl.err)" 'the store is away: redis 127.0.0.1:6379' "why nothing was changed"
for n in 1 2 3; do
  expect_equal "$(document_of "$n")" "$before" "the document at edge $n"
  curl -sf "http://127.0.0.1:990$n/readyz" >ready.txt || fail "edge $n is not ready"
done
expect_match "$(<edge-1.log)" '\[store\] (lost|away): redis 127.0.0.1:6379' "the log"

say "one edge alone may take a region out, for a while"
ctl_on 2 1 drain eu-west --local --reason "no way to it from here"
expect_match "$(<ctl.err)" 'at most 1h' "what it asks for"
ctl_on 2 0 drain eu-west --local --for 30m --reason "no way to it from here"
left_alone() { [ "$(region_at 2 "$german")" != eu-west ]; }
await "edge 2 to leave eu-west" 10 left_alone
expect_equal "$(region_at 1 "$german")" eu-west "region of a German at edge 1"
on 2
expect_equal "$(admin_field /v1/overrides '.local[0].id')" state.eu-west "what edge 2 has of its own"
expect_equal "$(metric meridian_overrides_local)" 1 "the metric"

say "an edge that starts while redis is away does as before"
stop_traffic 3
expect_no_failures 3
kill_now edge-3
start_fleet_edge 3
launch traffic-3 "$bin/paced_client" --target http://127.0.0.1:8083 --host app.test \
  --client "$american" --rate 50 --seconds 3600 --log traffic-3.tsv
expect_equal "$(document_of 3)" "$before" "the document after the restart"
[ "$(region_at 3 "$singaporean")" != ap-southeast ] || fail "the restart forgot the drain"
stop_traffic 2
expect_no_failures 2
kill_now edge-2
start_fleet_edge 2
launch traffic-2 "$bin/paced_client" --target http://127.0.0.1:8082 --host app.test \
  --client "$american" --rate 50 --seconds 3600 --log traffic-2.tsv
left_alone || fail "the restart forgot what was set on edge 2 alone"

say "redis comes back empty: what it had is written back"
start_redis redis 6379
await_store 1
stored_version() { redis_cli 6379 hget '{meridian:default}:overrides' version; }
seeded() { [ "$(stored_version)" = "$(cut -d' ' -f2 <<<"$before")" ]; }
await "the document in redis" 20 seeded
for n in 1 2 3; do expect_equal "$(document_of "$n")" "$before" "the document at edge $n"; done
expect_equal "$(region_at 1 "$german")" eu-west "region of a German at edge 1"
left_alone || fail "the return of redis ended what was set on edge 2 alone"
ctl_on 2 1 drain us-east --local --for 5m --reason "the store is up"
ctl_on 2 0 enable eu-west --local --reason "the way is free"
await "edge 2 to return" 10 eval '[ "$(region_at 2 "$german")" = eu-west ]'

say "FLUSHALL loses nothing"
redis_cli 6379 flushall >flush.txt
await "the document in redis" 20 seeded
for n in 1 2 3; do expect_equal "$(document_of "$n")" "$before" "the document at edge $n"; done

say "redis hangs"
kill -STOP "${pid_of[redis]}"
await_store 0
ctl_on 1 1 weights web eu-west=30 --reason late
kill -CONT "${pid_of[redis]}"
await_store 1
ctl_on 1 0 weights web eu-west=31 --reason "it goes on"
await_weight eu-west 31

say "redis has no memory left"
redis_cli 6379 config set maxmemory 1 >config.txt
ctl_on 1 1 weights web eu-west=32 --reason full
expect_match "$(<ctl.err)" 'raise its maxmemory' "why nothing was changed"
redis_cli 6379 config set maxmemory 0 >config.txt
ctl_on 1 0 weights web eu-west=32 --reason "room again"
await_weight eu-west 32

say "redis is told to evict: the edges refuse it"
redis_cli 6379 config set maxmemory-policy allkeys-lru >config.txt
redis_cli 6379 client kill type normal skipme yes >kill.txt
await_store 0
expect_match "$(<edge-1.log)" 'maxmemory-policy .allkeys-lru. throws away' "the log"
redis_cli 6379 config set maxmemory-policy noeviction >config.txt
await_store 1

say "redis wants another password"
redis_cli 6379 config set requirepass other >config.txt
redis_cli 6379 -a other client kill type normal skipme yes >kill.txt
await_store 0
expect_match "$(<edge-2.log)" 'NOAUTH.*store.password_file' "the log"
redis_cli 6379 -a other config set requirepass '' >config.txt
await_store 1
ctl_on 3 0 weights web eu-west=33 --reason "in again"
await_weight eu-west 33

say "redis becomes a replica: it is read, and takes nothing"
redis_cli 6379 replicaof 127.0.0.1 1 >config.txt
ctl_on 1 1 weights web eu-west=34 --reason replica
expect_match "$(<ctl.err)" 'names a replica' "why nothing was changed"
redis_cli 6379 replicaof no one >config.txt
ctl_on 1 0 weights web eu-west=35 --reason master
await_weight eu-west 35

say "a document of nonsense is not taken"
document=$(document_of 1)
redis_cli 6379 hset '{meridian:default}:overrides' version 999 text nonsense >config.txt
refused() { on 1; [ "$(metric 'meridian_store_errors_total{kind="document"}')" -ge 1 ]; }
await "the refusal" 20 refused
expect_equal "$(document_of 1)" "$document" "the document at edge 1"

stop_traffic
expect_no_failures 1 2 3
