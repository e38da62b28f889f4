# `meridian explain` gives exactly what the running edge does: 1 000 random clients in every state of
# a scripted day of outages, weights, drains and fences.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

# Two services on one edge: `web` by geography, `mix` by weight and under a fence.
day_config() { # WEIGHT-OF-US-EAST STATE-OF-AP-SOUTHEAST
  standard_config | sed -e '/^routes:/,$d'
  cat <<YAML
  mix:
    policy: weighted
    fences: [europeans]
    panic: refuse
    upstreams:
$(upstream eu-west 9101 "weight: 30")
$(upstream us-east 9102 "weight: $1")
$(upstream ap-southeast 9103 "state: $2")
fences:
  europeans: {clients: {groups: [EU, EEA]}, regions: [eu-west]}
routes:
  - {hosts: [app.test], service: web}
  - {hosts: [mix.test], service: mix}
  - {hosts: [old.test], redirect: {host: app.test}}
admin: {bind: ["127.0.0.1:9901"]}
YAML
}

# 1 000 clients: public IPv4 addresses, some IPv6, a few reserved ones; the same in every run.
make_clients() {
  awk 'BEGIN {
    srand(20241105)
    split("app.test mix.test mix.test app.test old.test nowhere.test", hosts, " ")
    for (i = 0; i < 1000; ++i) {
      host = hosts[1 + int(rand() * 6)]
      a = 1 + int(rand() * 222); b = int(rand() * 256); c = int(rand() * 256); d = int(rand() * 256)
      if (a == 127) a = 128
      address = a "." b "." c "." d
      if (i % 10 == 0) address = sprintf("2a%02x:%x::%x", b, c + 1, d + 1)
      if (i % 97 == 0) address = "10.1.2." d
      print address "\t" host "\t/small"
    }
  }' >clients.tsv
}

# What the edge does: "region status" for each client, in the order of the file.
served() {
  "$bin/paced_client" --target "$http" --requests clients.tsv --rate 2000 --connections 8 \
    --log served.tsv || fail "the edge stopped answering"
  sort -n served.tsv | awk -F'\t' '{ print $5, $4 }' | sed 's/ 200$/ -/'
}

# What explain says it does, in the same form.
explained() { # REGION... that are down
  local down
  down=$(printf '%s\n' "$@" | jq -R . | jq -cs 'map(select(. != ""))')
  jq -R -c --argjson down "$down" \
    'split("\t") | {ip: .[0], host: .[1], path: .[2], method: "GET", down: $down}' clients.tsv \
    >questions.jsonl
  "$bin/meridian" explain -c edge.yaml --batch questions.jsonl --json >explained.jsonl ||
    fail "explain failed"
  jq -r '"\(.region // "-") \(if .region then "-" else .status end)"' explained.jsonl
}

compare() { # WHAT REGION... that are down
  local what=$1
  shift
  served >served.txt
  explained "$@" >explained.txt
  expect_equal "$(wc -l <served.txt)" 1000 "answers in the state: $what"
  if ! diff served.txt explained.txt >difference.txt; then
    paste clients.tsv served.txt explained.txt | awk -F'\t' '$4 != $5' | head -n 10 >&2
    fail "$(grep -c '^<' difference.txt) of 1000 clients differ in the state: $what"
  fi
  say "$what: $(sort served.txt | uniq -c | awk '{ printf "%s %s %s; ", $2, $3, $1 }')"
}

apply() { # WEIGHT STATE: reload and wait until it acts
  local before
  before=$(metric 'meridian_config_reloads_total{result="ok"}' || echo 0)
  day_config "$1" "$2" >edge.yaml
  kill -HUP "${pid_of[edge]}"
  reloaded() { [ "$(metric 'meridian_config_reloads_total{result="ok"}')" -gt "$before" ]; }
  await "the reload" 10 reloaded
}

lose() { # REGION
  local service
  kill_now "$1"
  for service in web mix; do await "$1 out" 10 upstream_is "$1" 0 "$service"; done
}

gain() { # REGION PORT
  local service
  start_origin "$1" "$2"
  for service in web mix; do await "$1 back" 10 upstream_is "$1" 1 "$service"; done
}

make_clients
day_config 70 enabled >edge.yaml
start_regions
start_edge edge.yaml

compare "all regions serve"
lose eu-west
compare "eu-west is down" eu-west
lose us-east
compare "eu-west and us-east are down" eu-west us-east
gain eu-west 9101
compare "us-east is down" us-east
gain us-east 9102
apply 0 enabled
compare "us-east has weight 0"
apply 70 draining
compare "ap-southeast drains"
apply 0 disabled
compare "only eu-west is left for new clients of mix"
