# PROXY headers with a real haproxy on both sides: it sends them to us, versions 1 and 2, in front of
# TLS and of plain HTTP (H10), and it accepts ours, which name the client.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

client=127.0.0.5 # where curl connects from; haproxy connects from 127.0.0.1
peers=$root/build/peers
[ -x "$peers/usr/sbin/haproxy" ] || fail "haproxy is missing; run ./dev setup test"

make_certificate edge ecdsa localhost
cat edge.crt edge.key >both.pem

cat >haproxy.cfg <<HAPROXY
global
  nbthread 1
  maxconn 200
  log stderr format raw local0
defaults
  timeout connect 10s
  timeout client 30s
  timeout server 30s
frontend up
  mode http
  bind 127.0.0.1:7000
  http-request return status 200
# In front of the edge.
listen v1-tls
  bind 127.0.0.1:7001
  server edge 127.0.0.1:8443 send-proxy
listen v2-tls
  bind 127.0.0.1:7002
  server edge 127.0.0.1:8443 send-proxy-v2 proxy-v2-options crc32c
listen v1-plain
  bind 127.0.0.1:7003
  server edge 127.0.0.1:8080 send-proxy
listen v2-plain
  bind 127.0.0.1:7004
  unique-id-format %ci-%cp
  server edge 127.0.0.1:8080 send-proxy-v2 proxy-v2-options crc32c,unique-id
# Behind the edge.
frontend accepts
  mode http
  log global
  bind 127.0.0.1:9201 accept-proxy
  bind 127.0.0.1:9202 accept-proxy ssl crt both.pem
  http-request set-header X-Seen "%[src] %[src_port] %[dst] %[dst_port]"
  default_backend origin
backend origin
  mode http
  server origin 127.0.0.1:9101
HAPROXY

cat >edge.yaml <<YAML
edge: {id: scenario, workers: 1}
listeners:
  - {name: tls, bind: ["127.0.0.1:8443"], protocol: https, proxy_protocol: required,
     certificates: [{cert: edge.crt, key: edge.key}]}
  - {name: plain, bind: ["127.0.0.1:8080"], protocol: http, proxy_protocol: optional}
trusted_proxies: [127.0.0.1]
regions: {eu-west: {country: IE}}
services:
  v1:
    upstreams:
      eu-west:
        endpoints: ["127.0.0.1:9201"]
        proxy_protocol: v1
        health_checks: [{path: /health, interval: 500ms}]
  v2:
    upstreams:
      eu-west:
        endpoints: ["127.0.0.1:9202"]
        proxy_protocol: v2
        tls: {enabled: true, verify: false}
        health_checks: [{type: https, path: /health, interval: 500ms}]
routes:
  - {path_prefix: /v1, service: v1}
  - {path_prefix: /v2, service: v2}
  - {path_prefix: /echo, service: v2}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML

start_origin eu-west 9101
launch haproxy env LD_LIBRARY_PATH="$peers/usr/lib/$(uname -m)-linux-gnu" "$peers/usr/sbin/haproxy" \
  -db -f haproxy.cfg
await "haproxy" 20 curl -sf http://127.0.0.1:7000/
start_edge edge.yaml

ask() { # URL [ARGUMENTS of curl]: from the client's address
  curl -sk --max-time 20 --interface "$client" "$@"
}
header() { jq -r ".headers[\"$1\"] // \"-\"" <<<"$facts"; } # NAME: of what the origin was sent

say "every form in, both forms out"
for in in https://127.0.0.1:7001 https://127.0.0.1:7002 http://127.0.0.1:7003 http://127.0.0.1:7004; do
  case $in in https*) listener=8443 ;; *) listener=8080 ;; esac
  for out in v1 v2; do
    facts=$(ask "$in/$out" -H 'X-Forwarded-For: 80.128.0.1') || fail "$in/$out: no answer"
    expect_equal "$(header x-forwarded-for)" "$client" "$in/$out: X-Forwarded-For"
    expect_match "$(header x-seen)" "^$client [1-9][0-9]* 127\.0\.0\.1 $listener\$" "$in/$out"
  done
done
logged() { jq -se "length == $1 and all(.client == \"$client\" and .peer == null)" access.log; }
await "lines of the access log whose client is the peer itself" 20 logged 8

say "a client that another trusted proxy names has no port, which haproxy writes as nothing"
facts=$(curl -sf --max-time 20 -H 'X-Forwarded-For: 2001:db8::1' "$http/v1")
expect_equal "$(header x-seen)" '2001:db8::1  ::ffff:127.0.0.1 8080' "located client, v1"
facts=$(curl -sf --max-time 20 -H 'X-Forwarded-For: 2001:db8::1' "$http/v2")
expect_equal "$(header x-seen)" '2001:db8::1  ::ffff:127.0.0.1 8080' "located client, v2"

say "large bodies"
head -c 3000000 /dev/urandom >body
# haproxy 2.6 stalls where an origin answers behind its 100 Continue and before the body is there.
ask https://127.0.0.1:7002/echo -H 'Expect:' --data-binary @body | cmp - body || fail "echo"

say "who is refused"
refusals() { metric "meridian_proxy_protocol_refused_total{reason=\"$1\"}"; }
curl -sk --max-time 20 "$https/v1" && fail "a trusted peer without a header was served" || true
expect_equal "$(refusals missing)" 1 "required and missing"
ask "$https/v1" && fail "an untrusted peer was served" || true
expect_equal "$(refusals untrusted_peer)" 1 "required and untrusted"
ask "$http/v1" --haproxy-protocol -o /dev/null -w '%{http_code}\n' >status || true
expect_equal "$(cat status)" 400 "a header of an untrusted peer is no HTTP"
expect_equal "$(ask "$http/v1" -o /dev/null -w '%{http_code}')" 200 "optional and absent"

say "health checks get through, and haproxy has nothing to complain of"
upstream_is eu-west 1 v1 || fail "v1 is out"
upstream_is eu-west 1 v2 || fail "v2 is out"
! grep -i 'proxy protocol' haproxy.log || fail "haproxy saw a bad header"
