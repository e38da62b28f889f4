# E4: 5 000 connections that never begin their handshake, or send one byte of it a second. What is under
# way stays bounded, memory too, and clients who do shake hands are served: those on new connections and
# those on kept ones.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

attackers=5000 most=1000
{
  standard_config
  echo 'timeouts: {handshake: 5s}'
  echo "limits: {handshakes: $most}"
} >edge.yaml
start_regions
start_edge edge.yaml
expect_region "$german" eu-west

at_least() { [ "$(metric "$1")" -ge "$2" ]; } # METRIC MIN
under_way() { metric meridian_tls_handshakes_in_progress; }
ended() { metric "meridian_terminations_total{cause=\"$1\"}"; }

attack() { # NAME
  local name=$1 before peak=0 now accepted fresh kept evicted
  say "$name: $attackers connections"
  before=$(rss_kib edge) evicted=$(ended limit_handshakes)
  accepted=$((attackers + $(metric meridian_connections_accepted_total)))
  launch attacker "$bin/attack_client" --target http://127.0.0.1:8443 --attack "$name" \
    --connections "$attackers" --seconds 120
  await "the attack" 60 at_least meridian_connections_accepted_total "$accepted"
  "$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 50 --seconds 6 \
    --fresh 1 --log "$name-fresh.tsv" &
  fresh=$!
  "$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 100 --seconds 6 \
    --log "$name-kept.tsv" &
  kept=$!
  while kill -0 "$fresh" 2>/dev/null; do
    now=$(rss_kib edge)
    if ((now > peak)); then peak=$now; fi
    now=$(under_way)
    ((now <= most)) || fail "$now handshakes are under way"
    read -rt 0.1 <> <(:) || true
  done
  wait "$fresh" || fail "$name: clients on new connections got no answers"
  wait "$kept" || fail "$name: clients on kept connections got no answers"
  kill -0 "${pid_of[attacker]}" 2>/dev/null || fail "$name: the attack ended before its victims"
  kill_now attacker
  for log in fresh kept; do
    expect_equal "$(awk -F'\t' '$4 != 200' "$name-$log.tsv" | wc -l)" 0 \
      "$name: answers on $log connections that were no 200"
  done
  # 50 KiB for a handshake that has begun.
  expect_at_most $((peak - before)) $((most * 64)) "$name: growth in KiB"
  [ "$(ended limit_handshakes)" -gt "$evicted" ] || fail "$name: no handshake was ended for the limit"
  await "the attackers' end" 30 at_rest
}
at_rest() { [ "$(under_way)" = 0 ]; }

attack half_open
attack slow_hellos
# The few that were left when the attacks stopped being renewed.
say "ended: $(ended limit_handshakes) as the oldest, $(ended handshake_timeout) for their time"
expect_region "$german" eu-west
