# ./dev cluster [--once] [--port-base N]: builds, starts three edges that share one Redis in front of
# three demo regions, and shows what happens when each of them fails. Then it stays up until Ctrl-C;
# with --once it ends: 0, or 1 if a step did not behave. Ports from N (default 8450): N to N+2 the
# edges (HTTPS), N+3 to N+5 their admin APIs, N+6 to N+8 the regions, N+9 Redis, N+10 what stands
# between Redis and edge-3.
. scripts/prelude.sh

once='' base=8450 state=build/cluster bin=build/release/bin
german=80.128.0.1 american=12.0.0.1 singaporean=165.21.0.1

while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=1 ;;
    --port-base)
      [[ "${2:-}" =~ ^[0-9]+$ ]] && ((10#$2 >= 1 && 10#$2 <= 65525)) ||
        fail "--port-base needs a number from 1 to 65525"
      base=$((10#$2))
      shift
      ;;
    *) fail "unknown argument '$1'; usage: ./dev cluster [--once] [--port-base N]" ;;
  esac
  shift
done
. scripts/tour.sh

edges=(1 2 3)
declare -A port_of=([eu-west]=$((base + 6)) [us-east]=$((base + 7)) [ap-southeast]=$((base + 8)))
redis=$((base + 9)) relay=$((base + 10))
https_of() { echo $((base + $1 - 1)); }  # EDGE
admin_of() { echo $((base + $1 + 2)); }  # EDGE
declare -A place_of=([1]="50.11 8.68 DE" [2]="39.04 -77.49 US" [3]="1.35 103.82 SG")

# ---- processes ------------------------------------------------------------------------------------

start_region() { # REGION
  start "$1" "$bin/origin" --listen "127.0.0.1:${port_of[$1]}" --region "$1"
}

redis_server=$(command -v redis-server || true)
redis_cli=$(command -v redis-cli || true)
redis_libraries=${LD_LIBRARY_PATH:-}
find_redis() {
  if [ -n "$redis_server" ] && [ -n "$redis_cli" ]; then return; fi
  bash scripts/peers.sh
  redis_server=$PWD/build/peers/usr/bin/redis-server redis_cli=$PWD/build/peers/usr/bin/redis-cli
  redis_libraries=$PWD/build/peers/usr/lib/$(uname -m)-linux-gnu
}
redis() { LD_LIBRARY_PATH=$redis_libraries timeout 5 "$redis_cli" -p "$redis" "$@"; }
redis_answers() { [ "$(redis ping 2>&1)" = PONG ]; }

# It keeps nothing: what it has after a restart came from the edges.
start_redis() {
  LD_LIBRARY_PATH=$redis_libraries "$redis_server" --port "$redis" --bind 127.0.0.1 --save '' \
    --dir "$state" >>"$state/redis.log" 2>&1 &
  pid_of[redis]=$!
  disown "${pid_of[redis]}"
  await_true 100 redis_answers || fail "redis did not start: see $state/redis.log"
}

start_edge() { # EDGE
  start "edge-$1" "$bin/meridian" run -c "$state/edge-$1.yaml"
  await_true 100 curl -sf "http://127.0.0.1:$(admin_of "$1")/readyz" ||
    fail "edge-$1 did not get ready: see $state/edge-$1.log"
}

write_config() { # EDGE
  local latitude longitude country store=$redis
  read -r latitude longitude country <<<"${place_of[$1]}"
  if [ "$1" = 3 ]; then store=$relay; fi
  sed -e "s/@ID@/edge-$1/" -e "s/@LATITUDE@/$latitude/" -e "s/@LONGITUDE@/$longitude/" \
    -e "s/@COUNTRY@/$country/" -e "s/@HTTPS@/$(https_of "$1")/" -e "s/@ADMIN@/$(admin_of "$1")/" \
    -e "s/@STORE@/$store/" -e "s/@EU_WEST@/${port_of[eu-west]}/" \
    -e "s/@US_EAST@/${port_of[us-east]}/" -e "s/@AP_SOUTHEAST@/${port_of[ap-southeast]}/" \
    -e "s|@GEOIP@|$PWD/geoip/data/country.mmdb|" conf/demo/cluster.yaml >"$state/edge-$1.yaml"
}

# ---- what is looked at ----------------------------------------------------------------------------

# "200 eu-west": what a client with this address is answered at an edge, and by which region.
ask() { # EDGE CLIENT
  curl -s --max-time 5 --cacert "$state/cert.pem" -H "X-Forwarded-For: $2" -o /dev/null \
    -w '%{http_code} %header{x-region}' "https://localhost:$(https_of "$1")/" || true
}

all_send() { # CLIENT REGION
  local edge
  for edge in "${edges[@]}"; do [ "$(ask "$edge" "$1")" = "200 $2" ] || return 1; done
}

expect_all_send() { # COUNTRY CLIENT REGION
  local code=0
  await_true 60 all_send "$2" "$3" || code=1
  verdict "$code" "$(printf '%-13s is answered by %s at every edge' "$1" "$3")"
}

# What operators have set, as an edge knows it: its digest, epoch and tag.
document_of() { # EDGE
  curl -s --max-time 5 "http://127.0.0.1:$(admin_of "$1")/v1/overrides" |
    grep -oE '"(digest|epoch|tag)": *("[^"]*"|[0-9]+)' | sort -u | tr -d '"' | tr '\n' ' '
}
edges_agree() {
  local edge first
  first=$(document_of "${edges[0]}")
  [ -n "$first" ] || return 1
  for edge in "${edges[@]}"; do [ "$(document_of "$edge")" = "$first" ] || return 1; done
}
expect_agreement() {
  local code=0
  await_true 60 edges_agree || code=1
  verdict "$code" "edges ${edges[*]} agree: $(document_of "${edges[0]}")"
}

store_is() { # EDGE 1|0
  curl -s --max-time 5 "http://127.0.0.1:$(admin_of "$1")/metrics" | grep -qx "meridian_store_up $2"
}

# Every client must be answered, by whichever region, whatever has just failed.
expect_service() { # REQUESTS, at every edge
  local edge client i answers='' code=0
  for ((i = 0; i < $1; ++i)); do
    for edge in "${edges[@]}"; do
      for client in "$german" "$american" "$singaporean"; do
        answers+="$(ask "$edge" "$client" | cut -d' ' -f1)"$'\n'
      done
    done
  done
  if grep -qv '^200$' <<<"${answers%$'\n'}"; then code=1; fi
  verdict "$code" "requests at edges ${edges[*]}: $(sort <<<"${answers%$'\n'}" | uniq -c |
    awk '{ printf "%s%d answered %s", (NR == 1 ? "" : ", "), $1, $2 }')"
}

operate() { # EDGE COMMAND..: meridian ctl
  local edge=$1
  shift
  printf '  $ meridian ctl %s    (at edge-%s)\n' "$*" "$edge"
  "$bin/meridian" ctl "$@" --admin "127.0.0.1:$(admin_of "$edge")" >"$state/ctl.txt" 2>&1
}

expect_operated() { # EDGE COMMAND..
  local code=0
  operate "$@" || code=1
  [ "$code" = 0 ] || sed 's/^/  | /' "$state/ctl.txt"
  verdict "$code" "the change was taken"
}

# ---- the tour -------------------------------------------------------------------------------------

tour_change() {
  heading "An operator drains a region at one edge"
  expect_operated 1 drain ap-southeast --reason "disk swap"
  expect_all_send Singapore "$singaporean" eu-west
  expect_agreement
  expect_operated 2 enable ap-southeast --reason "disks are in"
  expect_all_send Singapore "$singaporean" ap-southeast
  expect_agreement
}

tour_region() {
  heading "A region is killed (SIGKILL of eu-west, pid ${pid_of[eu-west]})"
  kill -KILL "${pid_of[eu-west]}"
  expect_service 10
  expect_all_send Germany "$german" us-east
  start_region eu-west
  expect_all_send Germany "$german" eu-west
}

tour_redis() {
  local before code=0
  heading "Redis is killed (pid ${pid_of[redis]})"
  expect_operated 1 weights hello us-east=50 --reason canary
  expect_agreement
  before=$(document_of 1)
  kill -KILL "${pid_of[redis]}"
  await_true 100 store_is 1 0 || code=1
  verdict "$code" "edges notice"
  expect_service 10
  code=0
  if operate 1 weights hello us-east=60 --reason late; then code=1; fi
  sed 's/^/  | /' "$state/ctl.txt"
  verdict "$code" "changes are refused until it is back, and say why"
  start_redis
  for edge in "${edges[@]}"; do await_true 100 store_is "$edge" 1 || true; done
  expect_agreement
  code=0
  [ "$(document_of 1)" = "$before" ] || code=1
  verdict "$code" "it came back empty, and the edges wrote back what was set"
}

tour_wipe() {
  local before code=0
  heading "Somebody wipes Redis (FLUSHALL)"
  before=$(document_of 1)
  redis flushall >>"$state/redis.log"
  expect_service 5
  await_true 100 document_is_stored || code=1
  verdict "$code" "the document is in Redis again"
  code=0
  [ "$(document_of 1)" = "$before" ] || code=1
  verdict "$code" "nothing that was set is lost"
  expect_agreement
}
document_is_stored() { [ "$(redis hexists '{meridian:tour}:overrides' text)" = 1 ]; }

tour_edge() {
  heading "An edge is killed (edge-2, pid ${pid_of[edge-2]}), and an operator goes on"
  kill -KILL "${pid_of[edge-2]}"
  edges=(1 3)
  expect_service 5
  expect_operated 1 weights hello us-east=70 --reason "while edge-2 is away"
  expect_agreement
  edges=(1 2 3)
  start_edge 2
  expect_agreement
  expect_service 5
}

tour_cut_off() {
  local code=0
  heading "edge-3 is cut off from Redis (its relay, pid ${pid_of[relay]}, is stopped)"
  kill -STOP "${pid_of[relay]}"
  await_true 100 store_is 3 0 || code=1
  verdict "$code" "edge-3 notices"
  edges=(1 2)
  expect_operated 1 drain us-east --reason "while edge-3 is cut off"
  expect_agreement
  edges=(1 2 3)
  expect_service 5
  kill -CONT "${pid_of[relay]}"
  printf '  the relay goes on\n'
  expect_agreement
  expect_all_send "United States" "$american" eu-west
  expect_operated 3 enable us-east --reason "all are back"
  expect_agreement
}

say_what_to_try() {
  heading "Try it yourself"
  cat <<TEXT
  curl --cacert $state/cert.pem -H 'X-Forwarded-For: 12.0.0.1' https://localhost:$(https_of 1)/
  $bin/meridian ctl status --admin 127.0.0.1:$(admin_of 1)
  $bin/meridian ctl drain eu-west --reason test --admin 127.0.0.1:$(admin_of 2)
  $bin/meridian ctl overrides --admin 127.0.0.1:$(admin_of 3)
  curl -X PUT http://127.0.0.1:${port_of[us-east]}/health/down       # and /health/up
  kill -STOP ${pid_of[relay]}       # cuts edge-3 off; kill -CONT ${pid_of[relay]} ends it

Country data: ip-location-db, made from the registration data of the Number Resource Organization,
CC BY 4.0; see geoip/NOTICE.
TEXT
}

# ---- all of it ------------------------------------------------------------------------------------

require_free_ports $(seq "$base" "$relay")
bash scripts/build.sh release meridian origin relay
geoip/update
find_redis
mkdir -p "$state"
rm -f "$state"/*.log "$state"/*.state
make_certificate
for edge in "${edges[@]}"; do write_config "$edge"; done

end_with_this_script
say "starting Redis, three regions and three edges"
start_redis
start relay "$bin/relay" --listen "127.0.0.1:$relay" --to "127.0.0.1:$redis"
for region in eu-west us-east ap-southeast; do start_region "$region"; done
for edge in "${edges[@]}"; do start_edge "$edge"; done

heading "Three edges, three places"
expect_all_send Germany "$german" eu-west
expect_all_send "United States" "$american" us-east
expect_all_send Singapore "$singaporean" ap-southeast
expect_agreement
tour_change
tour_region
tour_redis
tour_wipe
tour_edge
tour_cut_off
end_tour edge-1
