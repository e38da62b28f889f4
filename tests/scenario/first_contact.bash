# What a first client sees: HTTP/1.1 over TLS and plain, forwarding headers, certificates by name.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

make_certificate edge ecdsa localhost # without app.test, which the next two are for
make_certificate app-rsa rsa app.test
make_certificate app-ecdsa ecdsa app.test
standard_config |
  sed -e 's|certificates: \[.*\]}|certificates: [{cert: edge.crt, key: edge.key}, {cert: app-ecdsa.crt, key: app-ecdsa.key}, {cert: app-rsa.crt, key: app-rsa.key}]}|' \
    -e 's|{service: web}|{hosts: [app.test, 127.0.0.1], service: web}|' >edge.yaml
start_regions
start_edge edge.yaml

say "regions by country"
expect_region "$german" eu-west
expect_region "$american" us-east
expect_region "$singaporean" ap-southeast

say "keep-alive"
# One connection for all of them: curl counts those it opened.
opened=$(curl -sk -H 'Host: app.test' -o /dev/null -o /dev/null -o /dev/null -w '%{num_connects}' \
  "$https/small" "$https/small" "$https/small")
expect_equal "$opened" 100 "connections opened for each of three requests"

say "bodies"
expect_equal "$(fetch "$german" /bytes/5000000 -H 'Host: app.test' | wc -c)" 5000000 "bytes"
cmp <(fetch "$german" /bytes/300000 -H 'Host: app.test') \
  <(fetch "$german" /chunked/300000 -H 'Host: app.test') || fail "chunked and fixed bodies differ"
head -c 3000000 /dev/urandom >body
fetch "$german" /echo -H 'Host: app.test' --data-binary @body | cmp - body || fail "echo, fixed"
fetch "$german" /echo -H 'Host: app.test' -H 'Transfer-Encoding: chunked' --data-binary @body |
  cmp - body || fail "echo, chunked"
fetch "$german" /echo -H 'Host: app.test' -H 'Expect: 100-continue' --data-binary @body |
  cmp - body || fail "echo, after 100 Continue"
curl -s -H 'Host: app.test' "$http/bytes/1000" | cmp - <(head -c 1000 \
  <(fetch "$german" /bytes/5000 -H 'Host: app.test')) || fail "plain listener"

say "HEAD, statuses"
head=$(fetch "$german" /bytes/1234 -H 'Host: app.test' --head)
expect_match "$head" '^HTTP/1.1 200' "HEAD"
expect_match "$head" '[Cc]ontent-[Ll]ength: 1234' "HEAD"
expect_equal "$(status_of "$german" /status/503 -H 'Host: app.test')" 503 "status of the origin"
expect_equal "$(status_of "$german" /status/204 -H 'Host: app.test')" 204 "status of the origin"
expect_equal "$(status_of "$german" / -H 'Host: nowhere.test')" 421 "a host that no route has"

say "what the origin is told"
facts=$(fetch "$german" /facts -H 'Host: app.test' -H 'X-Request-Id: abc-123' \
  -H "Forwarded: for=$german" -H 'Connection: X-Private' -H 'X-Private: 1')
field() { jq -r ".headers[\"$1\"] // \"-\"" <<<"$facts"; }
expect_equal "$(field host)" app.test "Host"
expect_match "$(field x-forwarded-for)" "$german" "X-Forwarded-For"
expect_equal "$(field x-forwarded-proto)" https "X-Forwarded-Proto"
expect_match "$(field forwarded)" "for=\"?$german.*for=\"?127.0.0.1" "Forwarded of a trusted peer"
expect_match "$(field via)" '1\.1 ' "Via"
[ "$(field x-request-id)" != - ] || fail "no X-Request-Id"
expect_equal "$(field x-private)" - "a field that Connection names"
expect_equal "$(field connection)" - "Connection"
expect_match "$(fetch "$german" /small -H 'Host: app.test' -i)" '^[Vv]ia: ' "the answer"

say "certificates by name and by what the client can verify"
key_of() { # ARGUMENTS of s_client
  openssl s_client -connect 127.0.0.1:8443 "$@" </dev/null 2>/dev/null |
    openssl x509 -noout -subject -text |
    sed -n -e 's/^subject=CN = //p' -e 's/ *Public Key Algorithm: //p' | paste -sd' '
}
expect_equal "$(key_of -servername app.test)" "app.test id-ecPublicKey" "certificate of app.test"
expect_equal "$(key_of -servername app.test -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256)" \
  "app.test rsaEncryption" "certificate of app.test for a client without ECDSA"
expect_equal "$(key_of -noservername)" "localhost id-ecPublicKey" "certificate without a name"
expect_match "$(openssl s_client -connect 127.0.0.1:8443 -alpn h2,http/1.1 </dev/null 2>&1)" \
  'ALPN protocol: http/1.1' "ALPN"

say "a host that another certificate serves"
expect_equal "$(curl -sk -o /dev/null -w '%{http_code}' --resolve localhost:8443:127.0.0.1 \
  -H 'Host: app.test' https://localhost:8443/small)" 421 "Host against the name of the handshake"
