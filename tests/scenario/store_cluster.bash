# Three edges whose store is a Redis Cluster of six nodes. The slot of their keys moves to another
# master under traffic and changes, then that master is killed: every change is there in the end.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"
. "$MERIDIAN_ROOT/tests/support/fleet.bash"

start_regions
for n in 1 2 3 4 5 6; do
  start_redis "node-$n" "700$n" --cluster-enabled yes --cluster-node-timeout 2000
done
redis_cli 7001 --cluster create 127.0.0.1:700{1,2,3,4,5,6} --cluster-replicas 1 --cluster-yes \
  >cluster.txt || fail "no cluster: $(tail -n 5 cluster.txt)"
cluster_ok() {
  local n
  for n in 1 2 3 4 5 6; do redis_cli "700$n" cluster info | grep -q cluster_state:ok || return 1; done
}
await "the cluster" 60 cluster_ok

start_fleet 'mode: cluster, addresses: ["127.0.0.1:7001", "127.0.0.1:7002", "127.0.0.1:7003"]'
await_store 1
start_traffic "$american" 50
ctl_on 1 0 weights web eu-west=20 --reason canary
await_weight eu-west 20

key='{meridian:default}:overrides'
slot=$(redis_cli 7001 cluster keyslot "$key")
server_of() { on "$1"; admin_field /v1/status .store.server; } # N
from=$(server_of 1) from=${from##*:}
id_of() { redis_cli "$1" cluster myid; } # PORT
to=''
for port in 7001 7002 7003; do [ "$port" = "$from" ] || to=$port; done

say "slot $slot moves from $from to $to, while operators change things"
redis_cli "$to" cluster setslot "$slot" importing "$(id_of "$from")" >slot.txt
redis_cli "$from" cluster setslot "$slot" migrating "$(id_of "$to")" >slot.txt
ctl_on 1 0 weights web eu-west=21 --reason "in between"
mapfile -t keys < <(redis_cli "$from" cluster getkeysinslot "$slot" 100)
redis_cli "$from" migrate 127.0.0.1 "$to" '' 0 5000 keys "${keys[@]}" >slot.txt
ctl_on 2 0 weights web eu-west=22 --reason "asked of the next"
await_weight eu-west 22
for port in "$to" "$from" 7001 7002 7003; do
  redis_cli "$port" cluster setslot "$slot" node "$(id_of "$to")" >slot.txt
done
ctl_on 3 0 weights web eu-west=23 --reason "moved"
await_weight eu-west 23
moved() {
  local n
  for n in 1 2 3; do [ "$(server_of "$n")" = "127.0.0.1:$to" ] || return 1; done
}
await "the edges at the new owner" 30 moved

say "the new owner is killed: its replica takes over"
for n in 1 2 3 4 5 6; do
  if [ "700$n" = "$to" ]; then kill_now "node-$n"; fi
done
elsewhere() {
  local n
  for n in 1 2 3; do
    on "$n"
    [ "$(admin_field /v1/status .store.up)" = true ] || return 1
    [ "$(server_of "$n")" != "127.0.0.1:$to" ] || return 1
  done
}
await "the edges at the promoted replica" 60 elsewhere
ctl_on 1 0 weights web us-east=24 --reason "after the promotion"
await_weight us-east 24
await_weight eu-west 23

stop_traffic
expect_no_failures 1 2 3
