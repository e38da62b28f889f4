# Clients keep their region by a signed cookie, through a killed region, a drain, a reload and a
# restart of the edge; no cookie leads out of a fence or past a role. A canary gets its requests.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

cookie=meridian_pin

affine_config() { # STATE-OF-US-EAST
  standard_config | sed -e '/^routes:/,$d' -e "s/^      us-east: {/&state: $1, /" \
    -e 's/^    policy: geo/&\n    affinity: {by: cookie, key_files: [pin.key], drain_deadline: 5s}/'
  cat <<YAML
  vault:
    policy: geo
    affinity: {by: cookie, key_files: [pin.key]}
    fences: [europeans]
    upstreams:
$(upstream eu-west 9101 "state: disabled")
$(upstream us-east 9102)
  app:
    policy: geo
    roles: {primary: eu-west}
    affinity: {by: cookie, key_files: [pin.key]}
    upstreams:
$(upstream eu-west 9101)
$(upstream us-east 9102)
  next:
    policy: failover
    upstreams:
$(upstream ap-southeast 9103)
fences:
  europeans: {clients: {groups: [EU, EEA]}, regions: [eu-west], answer: {status: 451, body: "not here"}}
routes:
  - {name: vault, hosts: [vault.test], service: vault}
  - {name: app, hosts: [app.test], service: app}
  - {name: web, service: web, canary: {service: next, header: {X-Canary: "1"}}}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML
}

# ask CLIENT PIN [ARGUMENTS of curl]: "STATUS REGION" and the region of a new pin, or "-".
# The pin itself is left in $work/pin.
ask() {
  local client=$1 pin=$2 line given
  shift 2
  line=$(fetch "$client" /small -o /dev/null ${pin:+-b "$cookie=$pin"} "$@" \
    -w '%{http_code} %header{x-region}|%header{set-cookie}')
  given=${line#*|}
  if [ -n "$given" ]; then
    expect_match "$given" \
      "^$cookie=[^;]+; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure\$" "Set-Cookie"
    given=${given#*=}
    printf %s "${given%%;*}" >pin
    given=$(cut -d. -f3 pin)
  fi
  echo "${line%%|*} ${given:--}"
}

expect_answer() { # WANTED WHAT CLIENT PIN [..]
  local wanted=$1 what=$2
  shift 2
  expect_equal "$(ask "$@")" "$wanted" "$what"
}

pins() { metric "meridian_affinity_pins_total{result=\"$1\"}"; }

reload() {
  local before
  before=$(metric 'meridian_config_reloads_total{result="ok"}')
  affine_config "$1" >edge.yaml
  kill -HUP "${pid_of[edge]}"
  reloaded() { [ "$(metric 'meridian_config_reloads_total{result="ok"}')" -gt "$before" ]; }
  await "the reload" 10 reloaded
}

openssl rand -out pin.key 32
affine_config enabled >edge.yaml
start_regions
start_edge edge.yaml

say "a pin is given, honoured wherever its client goes, and not given twice"
expect_answer "200 us-east us-east" "first answer" "$american" ""
us=$(<pin)
expect_answer "200 us-east -" "the pin from Germany" "$german" "$us"
expect_answer "200 eu-west eu-west" "a German without a pin" "$german" ""
eu=$(<pin)
expect_equal "$("$bin/meridian" explain -c edge.yaml --ip "$german" --host x.test --pin us-east \
  --json | jq -r '"\(.region) \(.reason)"')" "us-east pinned" "explain --pin"

say "what is not genuine is ignored and counted"
forged=${us/.us-east./.ap-southeast.}
expect_answer "200 eu-west eu-west" "a forged region" "$german" "$forged"
expect_answer "200 eu-west eu-west" "nonsense" "$german" "v1.x"
expect_answer "200 us-east us-east" "a pin of another service" "$american" "$eu" -H 'Host: app.test'
expect_equal "$(pins forged)" 2 "forged pins"
expect_equal "$(pins malformed)" 1 "malformed pins"

say "a fence goes before a pin"
expect_answer "200 us-east us-east" "an American at the vault" "$american" "" -H 'Host: vault.test'
vault=$(<pin)
expect_answer "200 us-east -" "again" "$american" "$vault" -H 'Host: vault.test'
expect_answer "451  -" "the same pin from Germany" "$german" "$vault" -H 'Host: vault.test'

say "a write that the role diverts neither uses nor changes a pin"
expect_answer "200 us-east us-east" "a read" "$american" "" -H 'Host: app.test'
app=$(<pin)
expect_answer "200 eu-west -" "a write" "$american" "$app" -H 'Host: app.test' -X POST -d x
expect_answer "200 us-east -" "a read behind it" "$american" "$app" -H 'Host: app.test'

say "a killed region's clients are pinned to another one and stay there"
kill_now us-east
expect_answer "200 eu-west eu-west" "the first request behind the kill" "$german" "$us"
moved=$(<pin)
await "us-east out" 10 upstream_is us-east 0
start_origin us-east 9102
await "us-east back" 10 upstream_is us-east 1
expect_answer "200 eu-west -" "moved" "$american" "$moved"
expect_answer "200 us-east -" "a pin from before" "$german" "$us"

say "a draining region keeps its own and takes nobody new"
reload draining
expect_answer "200 us-east -" "pinned to what drains" "$german" "$us"
[ "$(ask "$american" "" | cut -d' ' -f2)" != us-east ] || fail "a draining region took a new client"
reload disabled
expect_answer "200 eu-west eu-west" "pinned to what is disabled" "$german" "$us"

say "an operator's drain ends pins at its deadline"
reload enabled
"$bin/meridian" ctl drain web/us-east --reason "disk swap" >drain.txt
expect_answer "200 us-east -" "pinned to what an operator drains" "$german" "$us"
unpinned() { [ "$(ask "$german" "$us" | cut -d' ' -f2)" = eu-west ]; }
await "the end of its pins" 15 unpinned
"$bin/meridian" ctl enable web/us-east --reason "disks are in" >enable.txt
expect_answer "200 us-east -" "pinned to what takes clients again" "$german" "$us"

say "pins outlive the edge where a key file signs them"
affine_config enabled >edge.yaml
kill_now edge
start_edge edge.yaml
expect_answer "200 us-east -" "a pin from before the restart" "$german" "$us"
cp pin.key old.key
openssl rand -out pin.key 32
reload enabled
expect_answer "200 eu-west eu-west" "a pin of a key that has gone" "$german" "$us"
expect_equal "$(pins unknown_key)" 1 "pins of unknown keys"

say "the canary gets its requests, and the log says so"
expect_answer "200 ap-southeast -" "with the header" "$german" "" -H 'X-Canary: 1'
expect_answer "200 eu-west eu-west" "with another value" "$german" "" -H 'X-Canary: 2'
logged() { # JQ-FILTER: some line of the access log passes it
  [ -n "$(jq -c "select($1)" access.log)" ]
}
await "the canary in the access log" 10 logged \
  '.region == "ap-southeast" and .route == "web" and .service == "next"'
await "the pin in the access log" 10 logged \
  '.pin == "us-east" and .reason == "pinned" and .region == "us-east"'
