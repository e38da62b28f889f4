# E1: names that want a client certificate, with real clients: who gets in, what the origin is told, what a
# client cannot say itself, and that no other name of the listener leads there.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

make_authority() { # NAME
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$1.key" \
    -out "$1.crt" -subj "/CN=$1" 2>openssl.txt
}
make_client() { # NAME AUTHORITY
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" \
    -subj "/O=Example/CN=$1" 2>openssl.txt
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 30 -out "$1.crt" \
    2>openssl.txt
}
make_authority clients
make_authority strangers
make_client alice clients
make_client mallory strangers
make_certificate edge ecdsa app.test,secure.test,other.test

standard_config | sed -e '/name: tls/s|}$|, tls: {hsts: {max_age: 24h}}, tls_hosts: [{names: [secure.test], min_version: 1.3, client_certificates: {mode: required, ca_file: clients.crt}}, {names: [other.test], client_certificates: {mode: optional, ca_file: clients.crt}}]}|' >edge.yaml
start_regions
start_edge edge.yaml

ask() { # SNI HOST [ARGUMENTS]: the status, the answer in answer.txt
  curl -sk --max-time 20 --connect-to "::127.0.0.1:8443" -H "Host: $2" -H "X-Forwarded-For: $german" \
    -D head.txt -o answer.txt -w '%{http_code}' "${@:3}" "https://$1:8443/facts" || true
}
told() { jq -r ".headers[\"$1\"] // \"-\"" answer.txt; }
as() { echo --cert "$1.crt" --key "$1.key"; }

say "who gets in"
expect_equal "$(ask app.test app.test)" 200 "a name that wants none"
expect_equal "$(ask secure.test secure.test)" 000 "no certificate"
# shellcheck disable=SC2046
expect_equal "$(ask secure.test secure.test $(as mallory))" 000 "a certificate of somebody else"
# shellcheck disable=SC2046
expect_equal "$(ask secure.test secure.test $(as alice))" 200 "a certificate"

say "what the origin is told"
expect_equal "$(told client-cert)" ":$(openssl x509 -in alice.crt -outform DER | base64 -w 0):" "Client-Cert"
expect_equal "$(told x-client-cert-subject)" "CN=alice,O=Example" "X-Client-Cert-Subject"
expect_equal "$(told x-client-cert-sha256)" \
  "$(openssl x509 -in alice.crt -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1)" "the hash"

say "what a client cannot say itself"
for name in app.test other.test; do
  expect_equal "$(ask "$name" "$name" -H 'Client-Cert: :forged:' -H 'X-Client-Cert-Subject: CN=alice' \
    -H 'X_Client_Cert_Sha256: 00' -H 'Connection: Client-Cert')" 200 "forged headers to $name"
  for field in client-cert x-client-cert-subject x_client_cert_sha256 x-client-cert-sha256; do
    expect_equal "$(told "$field")" - "$field of a client without a certificate"
  done
done

say "no way round the name"
expect_equal "$(ask app.test secure.test)" 421 "another Host than the name of the connection"
expect_equal "$(ask app.test SECURE.test)" 421 "in another spelling"
# shellcheck disable=SC2046
expect_equal "$(ask other.test secure.test $(as alice))" 421 "with the certificate, by another name"
expect_equal "$(ask 127.0.0.1 secure.test)" 421 "without a name"

say "no session leads there either"
session() { # NAME -sess_out|-sess_in [ARGUMENTS]
  printf 'GET /small HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" |
    openssl s_client -connect 127.0.0.1:8443 -servername "$1" -ign_eof "$2" session.pem "${@:3}" \
      2>/dev/null || true
}
session app.test -sess_out >/dev/null
session app.test -sess_in | grep -q '^Reused' || fail "a session is not resumed under its own name"
session app.test -sess_out >/dev/null
expect_equal "$(session secure.test -sess_in | grep -c 'HTTP/1.1 200' || true)" 0 "answers to a foreign session"
session secure.test -sess_out -cert alice.crt -key alice.key >/dev/null
session secure.test -sess_in | grep -q 'HTTP/1.1 200' || fail "a session with its proof is not resumed"

say "HSTS, and TLS 1.2 where it is not spoken"
expect_equal "$(ask app.test app.test)" 200 "the answer"
grep -qi '^strict-transport-security: max-age=86400' head.txt || fail "no HSTS: $(cat head.txt)"
# shellcheck disable=SC2046
expect_equal "$(ask secure.test secure.test $(as alice) --tls-max 1.2)" 000 "TLS 1.2 to secure.test"
expect_equal "$(ask app.test app.test --tls-max 1.2)" 200 "TLS 1.2 to app.test"
