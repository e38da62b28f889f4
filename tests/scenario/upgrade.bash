# R9: reloads and binary upgrades, one after the other, under traffic on kept and on new connections and
# with open WebSockets: no request fails, every WebSocket is told to go away before it ends. An upgrade
# that cannot succeed leaves the process that serves.
#   UPGRADE_ROUNDS=20 UPGRADE_RATE=2000 tests/scenario/run upgrade
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

rounds=${UPGRADE_ROUNDS:-4} rate=${UPGRADE_RATE:-500} sockets=${UPGRADE_SOCKETS:-200}
export NODE_PATH=$root/build/compat/node_modules
[ -d "$NODE_PATH/ws" ] || fail "npm packages are missing: run ./dev setup test"

{
  standard_config | sed -e 's|routes:|  sockets: {policy: weighted, upstreams: {eu-west: {endpoints: ["127.0.0.1:9104"]}}}\nroutes:\n  - {path_prefix: /ws, service: sockets}|'
  echo 'timeouts: {drain: 5s, handover: 8s}'
} >edge.yaml
start_regions
launch sockets_origin node "$root/tests/compat/origin.cjs" 9104
await "the origin of the WebSockets" 20 grep -q listening sockets_origin.log

# What manages the service: told of each process that takes the place of another.
start_service_manager
export NOTIFY_SOCKET=$work/notify.sock
start_edge edge.yaml
unset NOTIFY_SOCKET

announced_pid() { jq .pid edge.json; }
all_pids=("${pid_of[edge]}")
forget_edges() { kill -KILL "${all_pids[@]}" 2>/dev/null || true; }
trap 'code=$?; forget_edges; (exit $code); at_exit' EXIT

launch web_sockets node "$root/tests/scenario/web_sockets.cjs" wss://127.0.0.1:8443/ws "$sockets"
await "open WebSockets" 60 grep -q open web_sockets.log

# Stops early where it would outlast the rounds: what it asked counts.
"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate "$rate" \
  --seconds $((rounds * 5)) --connections 64 --log kept.tsv &
kept=$!
"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 40 \
  --seconds $((rounds * 5)) --fresh 1 --log fresh.tsv &
fresh=$!

reloads_ok() { metric 'meridian_config_reloads_total{result="ok"}'; }
reloaded_since() { [ "$(reloads_ok)" -gt "$1" ]; }
another_than() { [ "$(announced_pid)" != "$1" ] && curl -sf "$admin/readyz"; }
told() { grep -q "^$1" manager.log; }
resume() { # -sess_out|-sess_in
  printf 'GET /small HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n\r\n' |
    openssl s_client -connect 127.0.0.1:8443 -servername app.test -ign_eof "$1" session.pem \
      2>/dev/null
}

"$bin/meridian" ctl drain us-east --reason "an upgrade keeps it" >ctl.txt 2>&1 ||
  fail "ctl: $(cat ctl.txt)"
resume -sess_out >/dev/null
for ((round = 1; round <= rounds; ++round)); do
  before=$(reloads_ok)
  kill -HUP "${pid_of[edge]}"
  await "reload $round" 20 reloaded_since "$before"
  old=${pid_of[edge]}
  kill -USR2 "$old"
  await "the process of upgrade $round" 60 another_than "$old"
  pid_of[edge]=$(announced_pid)
  all_pids+=("${pid_of[edge]}")
  await "the service manager to hear of it" 20 told "MAINPID=${pid_of[edge]}"
done
say "$rounds reloads and upgrades are done"
resume -sess_in | grep -q '^Reused' || fail "a session of the first process is not resumed by the last"
expect_equal "$(admin_field /v1/status '[.services[].upstreams[] | select(.region == "us-east") | .state][0]')" \
  draining "what operators changed, after the upgrades"

say "an upgrade that cannot succeed"
cp edge.yaml good.yaml
echo 'surprise: true' >>edge.yaml
kill -USR2 "${pid_of[edge]}"
went_on() { [ "$(metric meridian_upgrade_failures_total)" = 1 ]; }
await "the failure in the metrics" 60 went_on
grep -q 'ended with status 2; this process goes on' edge.log || fail "the log does not say why"
expect_equal "$(announced_pid)" "${pid_of[edge]}" "the process that serves"
expect_region "$german" eu-west
cp good.yaml edge.yaml

wait "$kept" || fail "the client on kept connections got no answers for a minute"
wait "$fresh" || fail "the client on new connections got no answers for a minute"
for log in kept fresh; do
  expect_equal "$(awk -F'\t' '$4 != 200' "$log.tsv" | wc -l)" 0 "$log: answers that were no 200"
done

only_the_last_runs() {
  local pid
  for pid in "${all_pids[@]}"; do
    [ "$pid" = "${pid_of[edge]}" ] || ! kill -0 "$pid" 2>/dev/null ||
      [ "$(awk '{ print $3 }' "/proc/$pid/stat")" = Z ] || return 1
  done
}
await "the end of the processes before" 30 only_the_last_runs
kill -TERM "${pid_of[web_sockets]}"
code=0
wait "${pid_of[web_sockets]}" || code=$?
unset 'pid_of[web_sockets]'
say "WebSockets: $(tail -n 1 web_sockets.log)"
expect_equal "$code" 0 "WebSockets that were cut"
[ "$(tail -n 1 web_sockets.log | jq .moved)" -ge "$sockets" ] || fail "WebSockets did not move"
