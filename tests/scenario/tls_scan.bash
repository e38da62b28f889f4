# sslscan and testssl.sh look at a running edge: nothing is found but that the test's certificate is
# signed by itself. All that testssl.sh knows takes it five minutes: MERIDIAN_LONG=1 asks for that.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

for tool in sslscan testssl; do
  command -v "$tool" >/dev/null || fail "$tool is missing: run ./dev setup test"
done
standard_config | sed '/name: tls/s|}$|, tls: {hsts: {max_age: 8760h}}}|' >edge.yaml
make_certificate edge ecdsa localhost
start_regions
start_edge edge.yaml

say "sslscan"
sslscan --no-colour --xml=sslscan.xml 127.0.0.1:8443 >sslscan.txt || fail "sslscan: $(tail -n 3 sslscan.txt)"
expect_equal "$(grep -Ec '^(SSLv2|SSLv3|TLSv1.0|TLSv1.1) +disabled' sslscan.txt)" 4 "old versions that are off"
expect_equal "$(grep -Ec '^(TLSv1.2|TLSv1.3) +enabled' sslscan.txt)" 2 "new versions that are on"
weak=$(grep -E '^(Accepted|Preferred)' sslscan.txt | grep -Ev 'TLS_(AES|CHACHA20)|ECDHE-ECDSA-(AES|CHACHA20)' || true)
expect_equal "$weak" "" "ciphers without forward secrecy or AEAD"
grep -q 'Session renegotiation not supported' sslscan.txt || fail "renegotiation: $(grep -i renego sslscan.txt)"

say "testssl, which also asks for compression"
checks=(--protocols --std --header --renegotiation --crime)
[ -z "${MERIDIAN_LONG:-}" ] || checks=()
testssl "${checks[@]}" --quiet --color 0 --warnings batch --severity LOW --jsonfile testssl.json --ip one \
  https://localhost:8443 >testssl.txt 2>&1 || true # its exit code counts what the next lines judge
[ -s testssl.json ] || fail "testssl said nothing: $(tail -n 5 testssl.txt)"
found=$(jq -r '.[] | select(.severity | IN("LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL", "WARN")) |
  "\(.id): \(.finding)"' testssl.json)
printf '%s\n' "$found" >found.txt
# What only a certificate of a public authority would have, and what the test's host lacks.
expected='^(cert_chain_of_trust|cert_trust|cert_trust_wildcard|cert_extlifeSpan|cert_expirationStatus|OCSP_revoked|cert_crlDistributionPoints|cert_ocspURL|cert_revocation|cert_caIssuers|DNS_CAArecord|OCSP_stapling|cert_keyUsage|cert_extKeyUsage|overall_grade|grade_cap_reason_[0-9]+|scanProblem|scanTime|engine_problem|DROWN_hint|cert_notBefore|cert_notAfter|BREACH|security_headers|HSTS_preload|HSTS_subdomains|pwnedkeys)'
unexpected=$(grep -Ev "$expected" found.txt | grep -v '^$' || true)
expect_equal "$unexpected" "" "what testssl found"
