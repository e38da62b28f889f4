# What `meridian simulate` says before a change is what the edge then does: 100 000 clients before
# and after a reload, shares and moved clients within one point; drawn clients agree as well.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

readonly clients=100000

# `web` near the client and then by weight, `mix` by weight alone; no TLS, to be quick.
world() { # WEIGHT-OF-US-EAST STATE-OF-AP-SOUTHEAST
  standard_config | sed -e '/^services:/,$d' -e '/name: tls/d'
  cat <<YAML
services:
  web:
    policy: geo
    upstreams:
$(upstream eu-west 9101)
$(upstream us-east 9102 "weight: $1")
$(upstream ap-southeast 9103 "state: $2")
  mix:
    policy: weighted
    upstreams:
$(upstream eu-west 9101)
$(upstream us-east 9102 "weight: $1")
$(upstream ap-southeast 9103 "state: $2")
routes:
  - {hosts: [app.test], service: web}
  - {hosts: [mix.test], service: mix}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML
}

make_clients() {
  awk -v count="$clients" 'BEGIN {
    srand(20250701)
    for (i = 0; i < count; ++i) {
      a = 1 + int(rand() * 222); if (a == 127 || a == 10) a = 128
      print a "." int(rand() * 256) "." int(rand() * 256) "." int(rand() * 256) "\t" \
        (i % 2 ? "mix.test" : "app.test") "\t/small"
    }
  }' >clients.tsv
}

# One line for each client, in their order: host and region.
serve() { # FILE
  "$bin/paced_client" --target "$http" --requests clients.tsv --rate 12000 --connections 64 \
    --log served.tsv || fail "the edge stopped answering"
  sort -n served.tsv | cut -f 5 | paste <(cut -f 2 clients.tsv) - >"$1"
}

# near WHAT SIMULATED MEASURED: shares, at most one point apart.
near() {
  awk -v a="$2" -v b="$3" 'BEGIN { d = a - b; exit !(d < 0.01 && d > -0.01) }' ||
    fail "$1: simulated $2, measured $3"
  say "$1: simulated $2, measured $3"
}

share() { # HOST REGION FILE
  awk -v host="$1" -v region="$2" '$1 == host { ++all; n += $2 == region } END { print n / all }' "$3"
}

simulated() { # SERVICE FILTER FILE
  jq -r ".services[] | select(.service == \"$1\") | $2" "$3"
}

compare() { # FILE
  local file=$1 service host region
  for service in web mix; do
    host=mix.test
    if [ "$service" = web ]; then host=app.test; fi
    for region in eu-west us-east ap-southeast; do
      for side in before after; do
        near "$service/$region $side" \
          "$(simulated "$service" ".regions[] | select(.region == \"$region\") | .$side" "$file")" \
          "$(share "$host" "$region" "$side.txt")"
      done
    done
    near "$service clients moved" "$(simulated "$service" .moved "$file")" \
      "$(paste before.txt after.txt | awk -v host="$host" \
        '$1 == host { ++all; n += $2 != $4 } END { print n / all }')"
    expect_equal "$(simulated "$service" .after.fence_violations "$file")" 0 "fences broken"
  done
}

make_clients
world 100 enabled >edge.yaml
world 250 draining >candidate.yaml
start_regions
start_edge edge.yaml
serve before.txt
# The log holds the lines once they are written, at most 50 ms later.
logged() { [ "$(wc -l <access.log)" -eq "$clients" ]; }
await "the log" 10 logged
mv access.log sample.log

"$bin/meridian" simulate -c edge.yaml --candidate candidate.yaml --log sample.log --json \
  >from_log.json || fail "simulate failed"
"$bin/meridian" simulate -c edge.yaml --weight us-east=250 --drain ap-southeast \
  --clients $((clients / 2)) --json >drawn.json || fail "simulate failed"

cp candidate.yaml edge.yaml
kill -HUP "${pid_of[edge]}"
reloaded() { [ "$(metric 'meridian_config_reloads_total{result="ok"}')" -gt 0 ]; }
await "the reload" 10 reloaded
serve after.txt

compare from_log.json
# Other clients: what rests on the draw alone agrees, what rests on where clients are does not.
for region in eu-west us-east ap-southeast; do
  near "mix/$region after, drawn clients" \
    "$(simulated mix ".regions[] | select(.region == \"$region\") | .after" drawn.json)" \
    "$(share mix.test "$region" after.txt)"
done
moved=$(simulated mix .moved drawn.json)
awk -v moved="$moved" -v bound="$(simulated mix .moved_bound drawn.json)" \
  'BEGIN { exit !(moved <= bound + 0.005) }' || fail "$moved of the drawn clients move"
