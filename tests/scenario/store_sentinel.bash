# Three edges whose store is the master that three Sentinels watch, with one replica. The master is
# killed under traffic: the replica is promoted, the edges follow, and what was set is there.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"
. "$MERIDIAN_ROOT/tests/support/fleet.bash"

start_regions
start_redis first 6379
start_redis second 6380 --replicaof 127.0.0.1 6379
linked() { redis_cli 6380 role | grep -qx connected; }
await "the replica" 30 linked
for n in 1 2 3; do
  mkdir -p "sentinel-$n.dir"
  cat >"sentinel-$n.conf" <<CONF
port 2637$n
dir $work/sentinel-$n.dir
sentinel monitor main 127.0.0.1 6379 2
sentinel down-after-milliseconds main 1000
sentinel failover-timeout main 10000
CONF
  LD_LIBRARY_PATH=$redis_lib launch "sentinel-$n" "$redis_bin/redis-server" "$work/sentinel-$n.conf" --sentinel
done
knows_all() {
  local n text
  for n in 1 2 3; do
    text=$(redis_cli "2637$n" sentinel master main | paste -sd' ')
    [[ $text == *" num-slaves 1 "* && $text == *" num-other-sentinels 2 "* ]] || return 1
  done
}
await "the sentinels" 60 knows_all

start_fleet 'mode: sentinel, sentinel_master: main,
  addresses: ["127.0.0.1:26371", "127.0.0.1:26372", "127.0.0.1:26373"]'
await_store 1
start_traffic "$american" 50

say "a change waits for the replica"
on 1
tag=$(curl -sf -o /dev/null -w '%header{etag}' "$admin/v1/services/web/weights")
curl -sf -o answer -X PATCH -H 'Content-Type: application/json' -H "If-Match: $tag" \
  -d '{"weights":{"eu-west":20},"reason":"canary"}' "$admin/v1/services/web/weights"
expect_equal "$(jq .replicas answer)" 1 "replicas that have the change"
await_weight eu-west 20

say "the master is killed"
kill_now first
kill_now sentinel-1
follows() {
  local n
  for n in 1 2 3; do
    on "$n"
    [ "$(admin_field /v1/status '"\(.store.up) \(.store.server)"')" = "true 127.0.0.1:6380" ] ||
      return 1
  done
}
await "the edges at the promoted replica" 60 follows
await_weight eu-west 20
ctl_on 2 0 weights web eu-west=21 --reason "after the promotion"
await_weight eu-west 21
expect_equal "$(redis_cli 6380 hget '{meridian:default}:overrides' version)" 2 "the version in redis"

say "the old master returns, becomes a replica, and nobody goes back to it"
start_redis first 6379
demoted() { redis_cli 6379 role | grep -qx slave; }
await "the demotion" 60 demoted
ctl_on 3 0 weights web eu-west=22 --reason "with both"
await_weight eu-west 22
follows || fail "an edge left the master"

stop_traffic
expect_no_failures 1 2 3
for n in 1 2 3; do
  on "$n"
  expect_equal "$(metric meridian_override_conflicts_total)" 0 "conflicts at edge $n"
done
