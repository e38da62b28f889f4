# 2 000 active and 9 000 idle TLS connections at once, on one worker.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

[ "$(ulimit -Hn)" -ge 20000 ] || fail "needs a hard limit of 20000 open files; it is $(ulimit -Hn)"

{
  standard_config
  echo 'timeouts: {idle: 10m, handshake: 60s, request_head: 60s}'
} >edge.yaml
start_regions
start_edge edge.yaml
before=$(rss_kib edge)

# Under the soft limit that a Debian shell starts with: edge, origin and client raise it themselves.
"$bin/crowd_client" --target "$https" --host app.test --idle 9000 --active 2000 --rounds 5 \
  >crowd.log || fail "not every connection was served: $(cat crowd.log)"
after=$(rss_kib edge)
cat crowd.log
say "resident: $before KiB before, $after KiB after"
expect_region "$german" eu-west
