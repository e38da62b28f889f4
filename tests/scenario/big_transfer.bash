# S17 for HTTP/1.1 on both sides. 1 GB up and 1 GB down through TLS, with readers that rest for 3 s and
# then take 50 MB/s: every byte arrives, and the edge does not keep what the reader has not taken.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

standard_config >edge.yaml
start_regions
start_edge edge.yaml

transfer() { # DIRECTION BYTES REST-MS RATE FRAMING
  "$bin/transfer_client" --target "$https" --host app.test --direction "$1" --bytes "$2" \
    --rest-ms "$3" --rate "$4" --framing "$5" >"transfer-$1.json" || fail "$1: not intact"
}

# What a first large body makes grow for good: buffers of the worker, allocator arenas.
transfer down 64000000 0 0 length
transfer up 64000000 0 0 length
before=$(rss_kib edge)
say "resident before: $before KiB"

# Both at once; the most that was resident while they ran.
transfer up 1000000000 3000 50000000 length &
up=$!
transfer down 1000000000 3000 50000000 length &
down=$!
peak=0
while kill -0 "$up" 2>/dev/null || kill -0 "$down" 2>/dev/null; do
  now=$(rss_kib edge)
  if ((now > peak)); then peak=$now; fi
  read -rt 0.2 <> <(:) || true
done
wait "$up" || fail "up: $(cat transfer-up.json)"
wait "$down" || fail "down: $(cat transfer-down.json)"
expect_at_most $((peak - before)) 8192 "growth in KiB during 1 GB up and 1 GB down"
transfer down 64000000 0 0 chunked
transfer up 64000000 0 0 chunked
