# Everything at once for SOAK_SECONDS: requests on kept and on new connections, large bodies both ways,
# WebSockets; reloads, replaced certificates, upgrades, and a region that dies and returns. No request
# fails, no socket is cut, and memory and descriptors are at the end what they were after the beginning.
# `./dev soak MIN` runs it for long, also under ASan; its slice is a test.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

length=${SOAK_SECONDS:-45} rate=${SOAK_RATE:-150}
growth=${SOAK_GROWTH_KIB:-16384} # resident, beyond what the first rounds took
export NODE_PATH=$root/build/compat/node_modules
[ -d "$NODE_PATH/ws" ] || fail "npm packages are missing: run ./dev setup test"

make_certificate a ecdsa localhost,app.test
make_certificate b rsa localhost,app.test
use() { # PAIR, by rename
  local part
  for part in crt key; do
    cp "$1.$part" "edge.$part.new"
    mv "edge.$part.new" "edge.$part"
  done
}
use a
{
  standard_config | sed -e 's|routes:|  sockets: {policy: weighted, upstreams: {eu-west: {endpoints: ["127.0.0.1:9104"]}}}\nroutes:\n  - {path_prefix: /ws, service: sockets}|'
  echo 'timeouts: {drain: 5s, handover: 5s}'
} >edge.yaml
start_regions
launch sockets_origin node "$root/tests/compat/origin.cjs" 9104
await "the origin of the WebSockets" 20 grep -q listening sockets_origin.log
start_edge edge.yaml
all_pids=("${pid_of[edge]}")
forget_edges() { kill -KILL "${all_pids[@]}" 2>/dev/null || true; }
trap 'code=$?; forget_edges; (exit $code); at_exit' EXIT

began=$SECONDS
left() { echo $((began + length - SECONDS)); }
launch web_sockets node "$root/tests/scenario/web_sockets.cjs" wss://127.0.0.1:8443/ws 20
await "open WebSockets" 60 grep -q open web_sockets.log
"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate "$rate" \
  --seconds "$length" --log kept.tsv &
kept=$!
"$bin/paced_client" --target "$https" --host app.test --client "$american" --rate 20 \
  --seconds "$length" --fresh 1 --log fresh.tsv &
fresh=$!
head -c 2000000 /dev/urandom >body
large_bodies() {
  while (($(left) > 5)); do
    fetch "$german" /echo -H 'Host: app.test' --data-binary @body | cmp - body || echo "echo differs"
    [ "$(fetch "$singaporean" /bytes/3000000 -H 'Host: app.test' | wc -c)" = 3000000 ] || echo "cut"
  done
}
large_bodies >large.txt 2>&1 &
large=$!

announced_pid() { jq .pid edge.json; }
another_than() { [ "$(announced_pid)" != "$1" ] && curl -sf "$admin/readyz"; }
upgrade() {
  local old=${pid_of[edge]}
  kill -USR2 "$old"
  await "an upgrade" 60 another_than "$old"
  pid_of[edge]=$(announced_pid)
  all_pids+=("${pid_of[edge]}")
}
reloads_ok() { metric 'meridian_config_reloads_total{result="ok"}'; }
reloaded_since() { [ "$(reloads_ok)" -gt "$1" ]; }
reload() {
  local before
  before=$(reloads_ok)
  kill -HUP "${pid_of[edge]}"
  await "a reload" 30 reloaded_since "$before"
}
descriptors() { find "/proc/${pid_of[edge]}/fd" -type l | wc -l; }

rounds=0 first_rss=0
while (($(left) > 12)); do
  use b
  reload
  kill_now us-east
  await "us-east to be out" 20 upstream_is us-east 0
  use a
  start_origin us-east 9102
  await "us-east to be back" 20 upstream_is us-east 1
  reload
  rounds=$((rounds + 1))
  # One process for the whole of a long run, so that what it gathers shows; the slice has upgrades.
  if ((length < 120)); then upgrade; fi
  if ((rounds == 3)); then first_rss=$(rss_kib edge); fi
done
say "$rounds rounds"
wait "$kept" || fail "the client on kept connections got no answers for a minute"
wait "$fresh" || fail "the client on new connections got no answers for a minute"
wait "$large" || true
expect_equal "$(cat large.txt)" "" "large bodies"
for log in kept fresh; do
  expect_equal "$(awk -F'\t' '$4 != 200' "$log.tsv" | wc -l)" 0 "$log: answers that were no 200"
done
if ((first_rss != 0 && length >= 120)); then
  expect_at_most $(($(rss_kib edge) - first_rss)) "$growth" "growth in KiB since the third round"
fi
expect_at_most "$(descriptors)" 200 "open descriptors"

kill -TERM "${pid_of[web_sockets]}"
code=0
wait "${pid_of[web_sockets]}" || code=$?
unset 'pid_of[web_sockets]'
say "WebSockets: $(tail -n 1 web_sockets.log)"
expect_equal "$code" 0 "WebSockets that were cut"

kill -TERM "${pid_of[edge]}"
gone() { ! kill -0 "${pid_of[edge]}" 2>/dev/null || [ "$(awk '{ print $3 }' "/proc/${pid_of[edge]}/stat")" = Z ]; }
await "the end of the edge" 20 gone
grep -E 'AddressSanitizer|LeakSanitizer|ThreadSanitizer|runtime error|check failed' edge.log &&
  fail "the edge has a bug, see edge.log"
unset 'pid_of[edge]'
