# A real Prometheus scrapes the edge: the metrics are well formed, every expression of the dashboards
# has data, and the alerts are quiet until a region dies.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

"$root/scripts/peers.sh" >/dev/null
prometheus=$root/build/peers/usr/bin
rules=$root/conf/prometheus/meridian.rules.yaml
api=http://127.0.0.1:9090/api/v1

"$prometheus/promtool" check rules "$rules" >promtool.log || fail "promtool check rules"
"$prometheus/promtool" test rules "$root/tests/prometheus/rules.test.yaml" >>promtool.log ||
  fail "promtool test rules"

standard_config | sed -e 's/policy: geo/&\n    affinity: {by: cookie}/' >edge.yaml
start_regions
start_edge edge.yaml

cat >prometheus.yaml <<YAML
global: {scrape_interval: 250ms, scrape_timeout: 200ms, evaluation_interval: 250ms}
rule_files: [meridian.rules.yaml]
scrape_configs: [{job_name: meridian, static_configs: [{targets: ["127.0.0.1:9901"]}]}]
YAML
# How long a cause must last is tested by promtool, on time that costs nothing.
sed -E 's/^( *for: ).*/\11s/' "$rules" >meridian.rules.yaml
launch prometheus "$prometheus/prometheus" --config.file prometheus.yaml \
  --storage.tsdb.path prometheus.data --web.listen-address 127.0.0.1:9090

query() { # EXPRESSION: the number of series
  curl -sf --max-time 10 "$api/query" --data-urlencode "query=$1" | jq '.data.result | length'
}
has_data() { [ "$(query "$1")" -gt 0 ]; }
# Without what a busy machine may cause.
alerts() {
  curl -sf "$api/alerts" | jq -r '.data.alerts[] | select(.state == "firing") | .labels.alertname' |
    grep -vx ControlLoopLate | sort -u
}
firing() { alerts | grep -qx "$1"; }

traffic() { # SECONDS
  printf '%s\tapp.test\t/small\n' "$german" "$american" "$singaporean" >clients
  for _ in $(seq $((100 * $1 / 3))); do cat clients; done >requests
  "$bin/paced_client" --target "$https" --host app.test --requests requests --rate 100 --log traffic.tsv
}

await "a Prometheus that scrapes" 30 has_data 'rate(meridian_requests_total[2s])' &
waiting=$!
traffic 8
wait "$waiting" || fail "Prometheus scraped nothing"

say "promtool likes the metrics"
curl -sf "$admin/metrics" | "$prometheus/promtool" check metrics 2>metrics.txt ||
  fail "promtool check metrics: $(cat metrics.txt)"

say "every expression of every dashboard has data"
asked=0
for board in "$root"/conf/grafana/*.json; do
  while IFS= read -r expression; do
    expression=${expression//\$__rate_interval/10s}
    expression=${expression//\$service/.*} expression=${expression//\$region/.*}
    expression=${expression//\$instance/.*}
    has_data "$expression" || fail "$(basename "$board"): no data for $expression"
    asked=$((asked + 1))
  done < <(jq -r '.. | .expr? // empty' "$board")
done
say "$asked expressions"
((asked > 40)) || fail "only $asked expressions"

say "quiet as long as all is well"
expect_equal "$({ alerts || true; } | tr '\n' ' ')" "" "alerts"

say "a region dies, then all of them"
kill_now eu-west
await "the alert RegionDown" 20 firing RegionDown
expect_equal "$({ alerts || true; } | tr '\n' ' ')" "RegionDown " "alerts"
kill_now us-east
kill_now ap-southeast
await "the alert AllRegionsDown" 20 firing AllRegionsDown
traffic 3
await "the alert PanicRouting" 20 firing PanicRouting
await "the alert HighErrorRate" 20 firing HighErrorRate
