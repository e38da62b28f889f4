# The same hostile bytes to Meridian, nginx and haproxy: no fault of ours, and no peer stricter or
# safer than we are without a written reason. The report is build/differential/report.md.
# DIFFERENTIAL_SEED and DIFFERENTIAL_COUNT give other and more cases.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

here=$root/tests/differential
peers=$root/build/peers
for peer in nginx haproxy; do
  [ -x "$peers/usr/sbin/$peer" ] || fail "$peer is missing; run ./dev setup test"
done
[ -x "$bin/differential" ] || fail "$bin/differential is not built"

accepts() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; } # PORT
libraries=$peers/usr/lib/$(uname -m)-linux-gnu
launch nginx "$peers/usr/sbin/nginx" -p "$work" -e stderr -c "$here/nginx.conf"
launch haproxy env LD_LIBRARY_PATH="$libraries" "$peers/usr/sbin/haproxy" -db -f "$here/haproxy.cfg"
launch edge "$bin/meridian" run -c "$here/meridian.yaml" --announce "$work/edge.json"
await_announce "$work/edge.json" edge
await nginx 20 accepts 8301
await haproxy 20 accepts 8302

reports=$root/build/differential
mkdir -p "$reports"
arguments=(--requests "$here/requests.grammar" --responses "$here/responses.grammar"
  --verdicts "$here/verdicts.txt" --report "$reports/report.md")
if [ -n "${DIFFERENTIAL_SEED:-}" ]; then arguments+=(--seed "$DIFFERENTIAL_SEED"); fi
if [ -n "${DIFFERENTIAL_COUNT:-}" ]; then arguments+=(--count "$DIFFERENTIAL_COUNT"); fi
"$bin/differential" "${arguments[@]}" nginx:8301:9301 haproxy:8302:9302 meridian:8303:9303 \
  >differences.txt || { head -n 60 differences.txt >&2; fail "see build/differential/report.md"; }
tail -n 1 differences.txt
for name in nginx haproxy edge; do
  kill -0 "${pid_of[$name]}" 2>/dev/null || fail "$name did not survive"
done
