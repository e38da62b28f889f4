# Upstreams behind TLS, served by nginx: verified by name, sessions resumed, large bodies both ways;
# a name or an authority that does not fit is no upstream.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

peers=$MERIDIAN_ROOT/build/peers
[ -x "$peers/usr/sbin/nginx" ] || fail "nginx is not unpacked; run ./dev setup test"
make_certificate region ecdsa region.test
make_certificate stranger rsa stranger.test

cat >nginx.conf <<NGINX
daemon off;
master_process off;
user root;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 256; }
http {
  access_log $work/nginx-access.log;
  client_max_body_size 0;
  client_body_temp_path $work/nginx-body;
  proxy_temp_path $work/nginx-proxy;
  fastcgi_temp_path $work/nginx-fastcgi;
  uwsgi_temp_path $work/nginx-uwsgi;
  scgi_temp_path $work/nginx-scgi;
  log_format tls '\$ssl_session_reused \$ssl_server_name';
  server {
    listen 127.0.0.1:9443 ssl;
    ssl_certificate $work/region.crt;
    ssl_certificate_key $work/region.key;
    ssl_session_tickets on;
    keepalive_requests 2;
    access_log $work/tls.txt tls;
    location / {
      proxy_pass http://127.0.0.1:9101;
      proxy_http_version 1.1;
      proxy_set_header Host \$host;
      proxy_request_buffering off;
    }
  }
}
NGINX

# Each region names the same server in another way.
standard_config | sed '/^      [a-z-]*: {endpoints/d' >base.yaml
region() { # NAME TLS
  echo "      $1: {endpoints: [\"127.0.0.1:9443\"], tls: $2, health_checks: [{name: up," \
    "type: tcp, interval: 500ms}]}"
}
awk -v verified="$(region eu-west "{enabled: true, ca_file: region.crt, server_name: region.test}")" \
  -v misnamed="$(region us-east "{enabled: true, ca_file: region.crt, server_name: other.test}")" \
  -v unknown="$(region ap-southeast "{enabled: true, ca_file: stranger.crt, server_name: region.test}")" \
  '{ print } $1 == "upstreams:" { print verified; print misnamed; print unknown }' base.yaml >edge.yaml

start_origin eu-west 9101
LD_LIBRARY_PATH="$peers/usr/lib/$(uname -m)-linux-gnu" launch nginx "$peers/usr/sbin/nginx" \
  -c "$work/nginx.conf" -p "$work"
listening() { (exec 3<>/dev/tcp/127.0.0.1/9443) 2>/dev/null; }
await "nginx" 20 listening
start_edge edge.yaml

say "verified by name"
expect_equal "$(status_of "$german" /small)" 200 "through a verified upstream"
expect_equal "$(fetch "$german" /bytes/5000000 | sha256sum)" \
  "$(curl -s http://127.0.0.1:9101/bytes/5000000 | sha256sum)" "5 MB down"
head -c 3000000 /dev/urandom >body
fetch "$german" /echo --data-binary @body | cmp - body || fail "echo"

say "sessions are resumed on new connections"
for _ in 1 2 3 4 5 6; do expect_equal "$(status_of "$german" /small)" 200 "status"; done
grep -q '^r region.test' tls.txt || fail "no session was resumed: $(sort tls.txt | uniq -c)"

say "a certificate for another name, or of another authority, is no upstream"
tried() { jq -r 'select(.path == "/tried") | [.region, .attempts, .status] | @tsv' access.log; }
for client in "$american" "$singaporean"; do
  expect_equal "$(status_of "$client" /tried)" 200 "status of the next region's answer"
done
logged() { [ "$(tried | wc -l)" = 2 ]; }
await "the access log" 10 logged
expect_equal "$(tried | cut -f1 | sort -u)" eu-west "the region that answered"
tried | awk '$2 < 2 { exit 1 }' || fail "the wrong upstreams were not tried first: $(tried)"
