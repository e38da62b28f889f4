# ./dev demo [--once] [--port-base N]: builds, starts three demo regions and an edge, and gives a tour
# by itself. Then it stays up until Ctrl-C; with --once it ends: 0, or 1 if a step did not behave.
# With --port-base the ports are N (HTTPS), N+1 (HTTP), N+2 (admin), N+3 to N+5 (regions).
. scripts/prelude.sh

once='' state=build/demo bin=build/release/bin
https=8443 http=8080 admin=9901
declare -A port_of=([eu-west]=9101 [us-east]=9102 [ap-southeast]=9103)
german=80.128.0.1 american=12.0.0.1 singaporean=165.21.0.1

while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=1 ;;
    --port-base)
      [[ "${2:-}" =~ ^[0-9]+$ ]] && ((10#$2 >= 1 && 10#$2 <= 65530)) ||
        fail "--port-base needs a number from 1 to 65530"
      base=$((10#$2))
      https=$base http=$((base + 1)) admin=$((base + 2))
      port_of=([eu-west]=$((base + 3)) [us-east]=$((base + 4)) [ap-southeast]=$((base + 5)))
      shift
      ;;
    *) fail "unknown argument '$1'; usage: ./dev demo [--once] [--port-base N]" ;;
  esac
  shift
done
. scripts/tour.sh

start_region() { # REGION
  start "$1" "$bin/origin" --listen "127.0.0.1:${port_of[$1]}" --region "$1"
}

write_config() {
  sed -e "s/@HTTPS@/$https/" -e "s/@HTTP@/$http/" -e "s/@ADMIN@/$admin/" \
    -e "s/@EU_WEST@/${port_of[eu-west]}/" -e "s/@US_EAST@/${port_of[us-east]}/" \
    -e "s/@AP_SOUTHEAST@/${port_of[ap-southeast]}/" \
    -e "s|@GEOIP@|$PWD/geoip/data/country.mmdb|" conf/demo/demo.yaml >"$state/demo.yaml"
}

# ---- the tour -------------------------------------------------------------------------------------

# "200 eu-west": what a client with this address is answered, and by which region.
ask() { # CLIENT
  curl -s --max-time 5 --cacert "$state/cert.pem" -H "X-Forwarded-For: $1" -o /dev/null \
    -w '%{http_code} %header{x-region}' "https://localhost:$https/" || true
}

expect_region() { # COUNTRY CLIENT REGION
  local answer code=0
  answer=$(ask "$2")
  [ "$answer" = "200 $3" ] || code=1
  verdict "$code" "$(printf '%-15s %-12s answered by %s' "$1" "$2" "${answer#200 }")"
}

served_by() { [ "$(ask "$1")" = "200 $2" ]; } # CLIENT REGION

tour_places() {
  heading "The same URL from three places: https://localhost:$https/"
  expect_region "Germany" "$german" eu-west
  expect_region "United States" "$american" us-east
  expect_region "Singapore" "$singaporean" ap-southeast
}

# While a region is dead, each of a hundred requests of its clients must be answered by the next.
tour_outage() {
  local i answer answers='' code=0
  heading "eu-west is killed (SIGKILL of pid ${pid_of[eu-west]}), and Germany keeps asking"
  kill -KILL "${pid_of[eu-west]}"
  for ((i = 0; i < 100; ++i)); do
    answer=$(ask "$german")
    answers+="$answer"$'\n'
    [ "$answer" = "200 us-east" ] || code=1
  done
  verdict "$code" "100 requests: $(sort <<<"${answers%$'\n'}" | uniq -c |
    awk '{ printf "%s%d answered %s by %s", (NR == 1 ? "" : ", "), $1, $2, $3 }')"
  expect_region "Singapore still" "$singaporean" ap-southeast
}

tour_return() {
  local code=0 since=$EPOCHREALTIME
  heading "eu-west starts again"
  start_region eu-west
  await_true 60 served_by "$german" eu-west || code=1
  verdict "$code" "Germany is back in eu-west after $(awk -v a="$since" -v b="$EPOCHREALTIME" \
    'BEGIN { printf "%.1f s", b - a }')"
}

tour_explain() {
  local code=0
  heading "Why? meridian explain, the serving code itself"
  "$bin/meridian" explain -c "$state/demo.yaml" --ip "$german" --host localhost --path / \
    --down eu-west >"$state/explain.txt" 2>&1 || code=$?
  sed 's/^/  | /' "$state/explain.txt"
  grep -q us-east "$state/explain.txt" || code=1
  verdict "$code" "explain says where Germany goes while eu-west is down"
}

say_what_to_try() {
  heading "Try it yourself"
  cat <<TEXT
  curl --cacert $state/cert.pem -H 'X-Forwarded-For: 200.160.2.3' https://localhost:$https/
  curl http://127.0.0.1:$http/bytes/1000 | wc -c
  curl -X PUT http://127.0.0.1:${port_of[us-east]}/health/down       # and /health/up
  $bin/meridian explain -c $state/demo.yaml --ip 12.0.0.1 --host localhost --path /
  curl http://127.0.0.1:$admin/v1/status
  curl http://127.0.0.1:$admin/metrics
  tail -f $state/access.log

Country data: ip-location-db, made from the registration data of the Number Resource Organization,
CC BY 4.0; see geoip/NOTICE.
TEXT
}

# ---- all of it ------------------------------------------------------------------------------------

require_free_ports "$https" "$http" "$admin" "${port_of[@]}"
bash scripts/build.sh release meridian origin
geoip/update
mkdir -p "$state"
rm -f "$state"/*.log
make_certificate
write_config

end_with_this_script
say "starting three regions and the edge"
for region in eu-west us-east ap-southeast; do start_region "$region"; done
start edge "$bin/meridian" run -c "$state/demo.yaml"
await_true 100 curl -sf "http://127.0.0.1:$admin/readyz" || fail "the edge did not get ready: see \
$state/edge.log"

tour_places
tour_outage
tour_return
tour_explain
end_tour edge
