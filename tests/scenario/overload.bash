# Clients that cost much: 2 000 request heads that never end, header bombs, bodies of one byte at a
# time, and readers that do not read. Meanwhile a client at a fixed rate gets every answer, what the
# edge keeps stays bounded, and each attack shows in the metrics.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

{
  standard_config
  cat <<'YAML'
timeouts: {handshake: 30s, request_head: 3s, request_body: 2s}
limits: {head_bytes: 8KiB, body_rate_min: 1KiB, memory: 64MiB}
YAML
} >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

before=0 # resident, when an attack begins
peak=0
watch_memory() {
  local now
  now=$(rss_kib edge)
  if ((now > peak)); then peak=$now; fi
}

at_least() { [ "$(metric "$1")" -ge "$2" ]; } # METRIC MIN

# attack NAME CONNECTIONS GROWTH-MAX-KIB METRIC MIN [ARGUMENTS]: for as long as it takes until METRIC
# has grown by MIN, and 5 s at least, with the victim beside it.
attack() {
  local name=$1 connections=$2 growth=$3 metric=$4 min=$5 accepted attacker victim
  shift 5
  say "$name: $connections connections"
  min=$((min + $(metric "$metric")))
  accepted=$((connections + $(metric meridian_connections_accepted_total)))
  before=$(rss_kib edge) peak=0
  launch attacker "$bin/attack_client" --target "$https" --host app.test --attack "$name" \
    --connections "$connections" --seconds 120 "$@"
  attacker=${pid_of[attacker]}
  await "the attack" 50 at_least meridian_connections_accepted_total "$accepted"
  "$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 200 --seconds 5 \
    --log "$name.tsv" &
  victim=$!
  while kill -0 "$victim" 2>/dev/null; do
    watch_memory
    read -rt 0.1 <> <(:) || true
  done
  wait "$victim" || fail "$name: the victim got no answers"
  kill -0 "$attacker" 2>/dev/null || fail "$name: the attack ended before the victim"
  await "$name in $metric" 50 at_least "$metric" "$min"
  watch_memory
  kill_now attacker
  expect_equal "$(wc -l <"$name.tsv")" 1000 "$name: answers of the victim"
  expect_equal "$(awk -F'\t' '$4 != 200' "$name.tsv" | wc -l)" 0 "$name: answers that were no 200"
  expect_at_most $((peak - before)) "$growth" "$name: growth in KiB"
  await "the attackers' end" 20 at_rest
}
at_rest() { [ "$(metric meridian_connections)" -le 1 ]; }

# The growths: TLS state of about 15 KiB for each connection, 50 KiB while its handshake lasts, and
# what the attack makes the edge keep: nothing much; 8 KiB of head; nothing much; 70 KiB of output and
# its connection upstream.
ended='meridian_terminations_total{cause'
attack slow_heads 2000 131072 "$ended=\"request_head_timeout\"}" 500
attack header_bombs 500 32768 'meridian_protocol_violations_total{kind="head_too_large"}' 500 --every-ms 2000
attack tiny_chunks 200 32768 "$ended=\"slow_body\"}" 200
attack slow_readers 50 32768 meridian_held_bytes 500000 --path /bytes/1000000000
expect_region "$german" eu-west
