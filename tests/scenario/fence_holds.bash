# 100 000 requests of fenced clients while everything goes wrong inside the fence: none of them
# reaches another region, all of them get the fence's answer.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

# Checks too rare to notice: what is dead is found out by trying.
standard_config | sed -e 's/policy: geo/steps: [weighted]\n    panic: use_all\n    fences: [residents]\n    affinity: {by: cookie, key_files: [pin.key]}/' \
  -e 's/interval: 500ms, interval_transition: 500ms, interval_down: 500ms/interval: 1h/' \
  -e 's|^geoip: {|geoip: {overrides: [{cidr: 12.7.0.0/16, country: FR}, {cidr: 12.8.0.0/16, tag: resident}], |' \
  >edge.yaml
cat >>edge.yaml <<'YAML'
fences:
  residents:
    clients: {groups: [EU], tags: [resident], unknown: deny}
    regions: [eu-west]
    answer: {status: 452, body: not outside}
YAML
openssl rand -out pin.key 32
start_regions
start_edge edge.yaml
expect_equal "$(status_of 203.0.113.7 /small)" 452 "a client without a place"

# A genuine pin to a region outside, as a client has it who was abroad before.
stale=''
for i in $(seq 50); do
  given=$(fetch "12.0.0.$i" /small -o /dev/null -w '%header{set-cookie}')
  given=${given%%;*}
  if [[ "$given" == *.us-east.* ]]; then stale=$given; fi
done
[ -n "$stale" ] || fail "none of 50 Americans was pinned to us-east"
expect_equal "$(fetch "$american" /small -o /dev/null -b "$stale" -w '%header{x-region}')" us-east \
  "the pin is genuine"

# German, French by override over a US network, tagged in a US network, IPv4-mapped, IPv6 of the EU;
# every second one with the stale pin.
residents() { # COUNT
  awk -v n="$1" -v stale="$stale" 'BEGIN { for (i = 0; i < n; ++i) {
    a = int(i / 250) % 250; b = i % 250
    split("80.128." a "." b " 12.7." a "." b " 12.8." a "." b " ::ffff:80.129." a "." b " 2003:c0:" a ":" b "::1", c, " ")
    printf "%s\tapp.test\t/small%s\n", c[i % 5 + 1], (i % 2 ? "\t" stale : "") } }'
}
ask() { # NAME COUNT: as fast as it goes; statuses and regions, counted
  residents "$2" >"$1.requests"
  "$bin/paced_client" --target "$http" --requests "$1.requests" --rate 50000 --connections 64 \
    --log "$1.tsv" || fail "the client got no answers for a minute"
  cut -f 4,5 "$1.tsv" | sort | uniq -c | awk '{ printf "%s%s %s x %s", (NR > 1 ? ", " : ""), $2, $3, $1 }'
}

say "all is well"
expect_equal "$(ask well 20000)" "200 eu-west x 20000" "answers"
expect_match "$(region_of "$american")" '^(eu-west|us-east|ap-southeast)$' "a client that no fence is about"

say "the region inside the fence is dead: every request is a forced retry, then a panic"
kill_now eu-west
expect_equal "$(ask dead 60000)" "452 - x 60000" "answers"
expect_equal "$(fetch "$german" /small)" "not outside" "body"
expect_equal "$(status_of "$american" /small)" 200 "a client that no fence is about"

say "the operator takes it out"
sed -i 's/^      eu-west: {/      eu-west: {state: disabled, /' edge.yaml
kill -HUP "${pid_of[edge]}"
reloaded() { [ "$(metric 'meridian_config_reloads_total{result="ok"}')" = 1 ]; }
await "the reload" 10 reloaded
expect_equal "$(ask disabled 20000)" "452 - x 20000" "answers"

logged() { [ "$(grep -c '"status":452' access.log)" -ge 80000 ]; }
await "the access log" 20 logged
expect_equal "$(jq -r 'select(.status == 452) | .region // "-"' access.log | sort -u)" "-" \
  "regions named beside the fence's answer"
