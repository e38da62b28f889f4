# Clients of every kind through the edge, over TLS and plain: 1 MiB of random bytes echoed, with
# Content-Length and chunked, and event streams in which each event is sent only when the one before
# was acknowledged. An edge that held back, lost or changed a byte would stop them. WebSocket and
# socket.io echo the same through tunnels. Clients that know HTTP/2 speak it, with TLS and without.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

compat=$root/tests/compat
export NODE_PATH=$root/build/compat/node_modules
for tool in wget nghttp h2load node java /usr/bin/python3; do
  command -v "$tool" >/dev/null || fail "$tool is missing: run ./dev setup test"
done
[ -d "$NODE_PATH/undici" ] || fail "npm packages are missing: run ./dev setup test"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout edge.key \
  -out edge.crt -subj /CN=edge.test -addext "subjectAltName=DNS:edge.test,IP:127.0.0.1" 2>openssl.txt
cat >edge.yaml <<YAML
edge: {id: scenario, workers: 1}
listeners:
  - {name: tls, bind: ["127.0.0.1:8443"], protocol: https, alpn: [h2, http/1.1], certificates: [{cert: edge.crt, key: edge.key}]}
  - {name: plain, bind: ["127.0.0.1:8080"], protocol: http, alpn: [h2, http/1.1]}
regions: {here: {country: IE}}
services:
  origin: {policy: weighted, upstreams: {here: {endpoints: ["127.0.0.1:9101"]}}}
routes:
  - {service: origin}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML
launch origin node "$compat/origin.cjs" 9101
start_edge edge.yaml
await "the origin" 20 grep -q listening origin.log

head -c 1048576 /dev/urandom >body
head -c 3000 body >body-small
ca=$work/edge.crt

# follow COMMAND...: the event stream at stdin; the command, with a text behind it, posts that.
follow() {
  local line count=0
  while IFS= read -r line; do
    case $line in 'data: done' | '' | event:*) continue ;; esac
    [ "$("$@" "${line#data: }")" = next ] || { echo "an event differs" && return 1; }
    count=$((count + 1))
  done
  [ "$count" = 8 ] || { echo "$count events before the last one" && return 1; }
}

with_curl() { # BASE NAME
  local curl=(curl -sS --max-time 60 --cacert "$ca" --resolve edge.test:8443:127.0.0.1)
  "${curl[@]}" --data-binary @body "$1/echo" | cmp - body
  "${curl[@]}" -H 'Transfer-Encoding: chunked' --data-binary @body "$1/echo" | cmp - body
  "${curl[@]}" -H 'Expect: 100-continue' -T body -X POST "$1/echo" | cmp - body
  "${curl[@]}" -T - -X POST "$1/echo" <body | cmp - body
  "${curl[@]}" -N "$1/events?id=$2&bytes=3000" | follow "${curl[@]}" "$1/ack?id=$2" --data-raw
}

with_wget() { # BASE NAME
  local wget=(wget -qO- --timeout=60 --tries=1 --ca-certificate="$ca")
  "${wget[@]}" --post-file=body "$1/echo" | cmp - body
  "${wget[@]}" "$1/events?id=$2&bytes=3000" | follow "${wget[@]}" "$1/ack?id=$2" --post-data
}

# By ALPN the ones above speak HTTP/2 where there is TLS. Here also without, and many at a time.
with_http2_tools() { # BASE
  local curl=(curl -sS --max-time 60 --cacert "$ca") flag=--http2
  [[ $1 == https:* ]] || flag=--http2-prior-knowledge
  [ "$("${curl[@]}" "$flag" -o answer-${1%%:*} -w '%{http_version}' --data-binary @body "$1/echo")" = 2 ]
  cmp answer-${1%%:*} body
  "${curl[@]}" "$flag" -T - -X POST "$1/echo" <body | cmp - body
  nghttp -d body "$1/echo" | cmp - body
  h2load -n 100 -c 2 -m 10 -d body-small "$1/echo" | grep -q '100 succeeded, 0 failed, 0 errored'
}

with_python() { /usr/bin/python3 "$compat/http_clients.py" "$1" "$ca"; }
with_http2_node() { node "$compat/http2_clients.cjs" "$1" "$ca"; } # node:http2 and undici
with_undici() { node "$compat/http_clients.cjs" "$1" "$ca"; }
with_sockets() { node "$compat/socket_clients.cjs" "$1" "$ca"; } # ws and socket.io
with_java() { java "$compat/HttpClients.java" "$ca" "$@"; }

declare -A running
start_client() { # NAME COMMAND...
  (set -e; trap - EXIT; "${@:2}") >"$1.txt" 2>&1 &
  running[$1]=$!
}
start_client java with_java "$http" "https://127.0.0.1:8443"
for base in "$http" "https://127.0.0.1:8443"; do
  scheme=${base%%:*}
  start_client "python-$scheme" with_python "$base"
  start_client "undici-$scheme" with_undici "$base"
  start_client "sockets-$scheme" with_sockets "$base"
  start_client "http2-tools-$scheme" with_http2_tools "$base"
  start_client "http2-node-$scheme" with_http2_node "$base"
  start_client "wget-$scheme" with_wget "$base" "wget-$scheme"
done
start_client curl-http with_curl "$http" curl-http
start_client curl-https with_curl https://edge.test:8443 curl-https

failed=()
for name in "${!running[@]}"; do
  wait "${running[$name]}" && continue
  failed+=("$name")
  printf -- '---- %s\n' "$name" >&2
  tail -n 20 "$name.txt" >&2
done
say "${#running[@]} runs of clients"
[ ${#failed[@]} = 0 ] || fail "clients that failed: ${failed[*]}"
spoken=$(jq -r '[.tls == null, .protocol] | @text' access.log | sort -u | paste -sd' ')
expect_equal "$spoken" \
  '[false,"HTTP/1.1"] [false,"HTTP/2"] [true,"HTTP/1.1"] [true,"HTTP/2"]' "versions with TLS and without"
# A tunnel may end in any way.
expect_equal "$(jq -r 'select(.status != 101 and .end != "complete") | .path' access.log)" "" \
  "exchanges cut short"
