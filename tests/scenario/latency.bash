# The edge measures the way to its regions and to its clients, and says so: API, explain, ctl.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

# Clients come without a proxy, from "Germany" and "Singapore".
standard_config | sed -e 's/policy: geo/policy: latency/' -e '/^trusted_proxies/d' \
  -e 's|^geoip: .*|geoip: {overrides: [{cidr: 127.0.0.0/8, country: DE}, {cidr: 127.0.9.0/24, country: SG}]}|' \
  -e 's/^edge: {/edge: {location: {latitude: 50.11, longitude: 8.68}, /' >edge.yaml
start_regions
start_edge edge.yaml

say "before anything is measured, distances decide"
why() { "$bin/meridian" explain -c edge.yaml --ip 127.0.0.1 --host app.test --json; }
expect_equal "$(why | jq -r '.candidates[0].latency.source')" great_circle "source of explain"
expect_equal "$(why | jq -r .region)" eu-west "region by distance"

measured() { [ "$(admin_field /v1/latency '[.services[0].regions[].own | select(. != null)] | length')" = 3 ]; }
await "all regions measured" 20 measured
await "the view that holds them" 10 \
  [ "$(admin_field /v1/status .view.local_sequence)" -ge 2 ]
steady=$(admin_field /v1/latency '[.services[0].regions[].own.steady_ms] | max')
jq -en --argjson ms "$steady" '$ms > 0 and $ms < 50' >/dev/null || fail "$steady ms on loopback"

say "clients of two countries"
for ((i = 0; i < 12; ++i)); do
  curl -sk -o /dev/null "$https/small"
  curl -sk -o /dev/null --interface 127.0.9.1 "$https/small"
done
expect_equal "$(admin_field /v1/latency '[.services[0].places[] | .country] | join(" ")')" "DE SG" \
  "countries with a home region"
expect_equal "$(admin_field /v1/latency '[.services[0].places[] | .samples] | join(" ")')" "12 12" \
  "connections measured"

say "ctl"
table=$("$bin/meridian" ctl latency)
printf '%s\n' "$table"
expect_match "$table" '^web +ap-southeast +own +[0-9.]+ +[0-9.]+ +[0-9]+ +[0-9.]+ s$' "a measured region"
expect_match "$table" '^web +DE +(eu-west|us-east|ap-southeast) +scenario' "a home region"
rule=$("$bin/meridian" ctl geo suggest --service web)
printf '%s\n' "$rule"
expect_match "$rule" 'countries: \[.*DE.*\], regions: \[' "a suggested rule"
# It is a step that the config takes.
{
  sed '/^    policy: latency/d; /^services:/,$d' edge.yaml
  echo 'services:'
  echo '  web:'
  echo '    steps:'
  sed '/^#/d; s/^/      /' <<<"$rule"
  echo '      - weighted'
  sed -n '/^    upstreams:/,$p' edge.yaml
} >suggested.yaml
"$bin/meridian" check -c suggested.yaml || fail "the suggested step is refused"

code=0
"$bin/meridian" ctl latency --admin 127.0.0.1:9 2>unreachable.txt || code=$?
expect_equal "$code" 3 "exit code where no edge answers"
expect_match "$(cat unreachable.txt)" '^error: no answer from 127.0.0.1:9: .*--admin HOST:PORT' "its error"
code=0
"$bin/meridian" ctl latency --service nowhere 2>/dev/null || code=$?
expect_equal "$code" 1 "exit code for an unknown service"
