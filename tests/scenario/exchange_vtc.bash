# The h1 exchange against scripted clients and origins: every tests/varnish/*.vtc, each with a path
# and an origin of its own, through one edge. Without health checks: only a script answers.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

export LD_LIBRARY_PATH=$root/build/peers/usr/lib/$(uname -m)-linux-gnu
varnishtest=$root/build/peers/usr/bin/varnishtest
[ -x "$varnishtest" ] || fail "varnishtest is missing: run ./dev setup test"

scripts=("$root"/tests/varnish/*.vtc)
first_port=9200
{
  cat <<YAML
edge: {id: scenario, workers: 1}
listeners:
  - {name: plain, bind: ["127.0.0.1:8080"], protocol: http}
regions: {here: {country: IE}}
services:
YAML
  for i in "${!scripts[@]}"; do
    echo "  s$i: {policy: weighted, upstreams: {here: {endpoints: [\"127.0.0.1:$((first_port + i))\"]}}}"
  done
  echo "routes:"
  for i in "${!scripts[@]}"; do
    echo "  - {path_prefix: /$(basename "${scripts[i]}" .vtc), service: s$i}"
  done
  echo 'admin: {bind: ["127.0.0.1:9901"]}'
  echo 'log: {access: {path: access.log}}'
} >edge.yaml
start_edge edge.yaml

play() { # INDEX; its output is in NAME.txt
  local name
  name=$(basename "${scripts[$1]}" .vtc)
  TMPDIR=$work "$varnishtest" -l -v -t 30 -D "edge=127.0.0.1 8080" -D "path=/$name" \
    -D "origin=127.0.0.1 $((first_port + $1))" "${scripts[$1]}" >"$name.txt" 2>&1
}

failed=()
for i in "${!scripts[@]}"; do
  play "$i" || failed+=("$(basename "${scripts[i]}" .vtc)")
done
for name in "${failed[@]}"; do
  printf -- '---- %s.vtc\n' "$name" >&2
  grep -E '^(----|\*\*\*\*? +(top|c[0-9]|s[0-9]))' "$name.txt" | grep -v ' http\[' | tail -n 40 >&2
done
say "${#scripts[@]} scripts"
[ ${#failed[@]} = 0 ] || fail "unlike their script: ${failed[*]}"
