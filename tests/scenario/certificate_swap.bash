# E3: certificates replaced under load, by rename and by a reload: no handshake fails, a pair that
# does not fit and a broken file are refused and the old ones go on.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

make_certificate a ecdsa localhost,app.test
make_certificate b rsa localhost,app.test
replace() { # FROM TO: as an operator does it, by rename
  cp "$1" "$2.new"
  mv "$2.new" "$2"
}
use() { # PAIR
  replace "$1.crt" edge.crt
  replace "$1.key" edge.key
}
serial_in() { openssl x509 -noout -serial -in "$1"; }
served() {
  openssl s_client -connect 127.0.0.1:8443 -servername app.test </dev/null 2>/dev/null |
    openssl x509 -noout -serial
}
serves() { [ "$(served)" = "$(serial_in "$1.crt")" ]; }
reloads() { metric "meridian_certificate_reloads_total{result=\"$1\"}"; }
failed_more_than() { [ "$(reloads failed)" -gt "$1" ]; }

use a
standard_config >edge.yaml
start_regions
start_edge edge.yaml
serves a || fail "the first certificate is not served"
expect_at_most "$(metric meridian_certificate_expiry_seconds | cut -d. -f1)" $((30 * 86400)) \
  "seconds until the certificate ends"

"$bin/paced_client" --target "$https" --host app.test --client "$german" --rate 100 --seconds 20 \
  --fresh 1 --log answers.tsv &
client=$!

say "ten swaps by rename"
for pair in b a b a b a b a b a; do
  use "$pair"
  await "the certificate $pair" 10 serves "$pair"
done

say "a key that belongs to another certificate"
failures=$(reloads failed)
replace b.key edge.key
await "the refusal" 10 failed_more_than "$failures"
serves a || fail "the old certificate is not served"
grep -q 'edge.key: does not belong to the certificate' edge.log || fail "the log does not say why"

say "half a file"
failures=$(reloads failed)
head -c 300 b.crt >half
replace half edge.crt
await "the refusal" 10 failed_more_than "$failures"
serves a || fail "the old certificate is not served"

say "on demand"
use b
kill -HUP "${pid_of[edge]}"
await "the certificate b" 10 serves b

wait "$client" || fail "the client got no answers for a minute"
expect_equal "$(wc -l <answers.tsv)" 2000 "answers"
expect_equal "$(awk -F'\t' '$4 != 200' answers.tsv | wc -l)" 0 "answers that were no 200"
expect_equal "$(metric 'meridian_tls_handshakes_total{result="failed"}')" 0 "failed handshakes"
