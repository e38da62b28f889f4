# The language of scenarios: starting, awaiting, asking, expecting. Sourced first by each of them.
# tests/scenario/run sets MERIDIAN_ROOT, MERIDIAN_BIN and MERIDIAN_SCENARIO.
set -euo pipefail

root=$MERIDIAN_ROOT
bin=$MERIDIAN_BIN
work=${MERIDIAN_WORK:-$root/build/scenario}/$MERIDIAN_SCENARIO
geoip=${MERIDIAN_GEOIP:-$root/geoip/data/country.mmdb}
https=https://127.0.0.1:8443
http=http://127.0.0.1:8080
admin=http://127.0.0.1:9901

# Clients by country, in the pinned country database.
german=80.128.0.1 american=12.0.0.1 singaporean=165.21.0.1

declare -A pid_of # by name: edge, or a region

for tool in curl inotifywait jq openssl; do
  command -v "$tool" >/dev/null || { echo "$tool is missing; run ./dev setup test" >&2; exit 1; }
done
for program in meridian origin paced_client; do
  [ -x "$bin/$program" ] || { echo "$bin/$program is not built" >&2; exit 1; }
done
[ -s "$geoip" ] || { echo "$geoip is missing; run geoip/update" >&2; exit 1; }

rm -rf "$work"
mkdir -p "$work"
cd "$work"

say() { printf -- '-- %s\n' "$*"; }

failure='a command failed, see above'
fail() {
  failure=$*
  exit 1
}

at_exit() {
  local code=$? name log
  trap - EXIT
  disown -a # their end needs no message
  for name in "${!pid_of[@]}"; do kill -KILL "${pid_of[$name]}" 2>/dev/null || true; done
  if [ "$code" != 0 ]; then
    for log in "$work"/*.log; do
      [ -s "$log" ] || continue
      printf -- '---- end of %s\n' "$log" >&2
      case $log in */access.log) tail -n 4 "$log" >&2 ;; *) tail -n 40 "$log" >&2 ;; esac
    done
    # Last, where a cut report still shows it.
    printf 'FAILED: %s: %s\n' "$MERIDIAN_SCENARIO" "$failure" >&2
  fi
  exit "$code"
}
trap at_exit EXIT

# ---- time -----------------------------------------------------------------------------------------

now_us() { echo "${EPOCHREALTIME/[.,]/}"; }
# Unix time in us -> the form of the access log, which sorts as text.
as_log_time() { date -u -d "@${1:0:-6}.${1: -6}" +%Y-%m-%dT%H:%M:%S.%6NZ; }

# await WHAT SECONDS COMMAND...: until the command succeeds. For states that announce themselves only
# to those who ask.
await() {
  local what=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "waited in vain for $what"
    read -rt 0.02 <> <(:) || true
  done
}

# await_announce FILE NAME: until the file appears by rename; the process NAME must live.
await_announce() {
  local deadline=$((SECONDS + 30))
  until [ -e "$1" ]; do
    kill -0 "${pid_of[$2]}" 2>/dev/null || fail "$2 ended before it announced itself"
    ((SECONDS < deadline)) || fail "$2 did not announce itself"
    # A rename between the check and the watch shows at the end of the second.
    inotifywait -qq -t 1 -e moved_to "$(dirname "$1")" || true
  done
}

# ---- processes ------------------------------------------------------------------------------------

# launch NAME COMMAND...: in the background, output to NAME.log.
launch() {
  local name=$1
  shift
  "$@" >>"$work/$name.log" 2>&1 &
  pid_of[$name]=$!
}

start_origin() { # REGION PORT [ARGUMENTS of bin/origin]
  local region=$1 port=$2
  shift 2
  rm -f "$work/$region.json"
  launch "$region" "$bin/origin" --listen "127.0.0.1:$port" --region "$region" \
    --announce "$work/$region.json" "$@"
  await_announce "$work/$region.json" "$region"
}

# When the process that announced NAME was ready, as Unix time in us, at most a clock tick early:
# the shell may learn of it much later.
announced_us() { # NAME
  local at
  at=$(stat -c %.6Y "$work/$1.json")
  echo "${at/[.,]/}"
}

start_regions() {
  start_origin eu-west 9101
  start_origin us-east 9102
  start_origin ap-southeast 9103
}

start_edge() { # CONFIG [ARGUMENTS of meridian run]; returns when it is ready
  local config=$1
  shift
  rm -f "$work/edge.json"
  launch edge "$bin/meridian" run -c "$config" --announce "$work/edge.json" "$@"
  await_announce "$work/edge.json" edge
  await "a ready edge" 20 curl -sf "$admin/readyz"
}

kill_now() { # NAME: SIGKILL, and it is gone when this returns
  kill -KILL "${pid_of[$1]}"
  wait "${pid_of[$1]}" 2>/dev/null || true
  unset "pid_of[$1]"
}

rss_kib() { awk '/^VmRSS:/ { print $2 }' "/proc/${pid_of[$1]}/status"; }

# ---- configuration --------------------------------------------------------------------------------

make_certificate() { # NAME ecdsa|rsa HOST[,HOST...]
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
  if [ "$2" = rsa ]; then key=(-newkey rsa:2048); fi
  openssl req -x509 "${key[@]}" -nodes -days 30 -keyout "$work/$1.key" -out "$work/$1.crt" \
    -subj "/CN=${3%%,*}" -addext "subjectAltName=DNS:${3//,/,DNS:}" 2>"$work/openssl.txt"
}

# The config that most scenarios start from, to stdout: one service, `web`, in three regions, with
# the policy geo. `sed` it where a scenario needs something else.
standard_config() {
  [ -e "$work/edge.crt" ] || make_certificate edge ecdsa localhost,app.test
  cat <<YAML
edge: {id: scenario, workers: 1}
listeners:
  - {name: tls, bind: ["127.0.0.1:8443"], protocol: https, certificates: [{cert: edge.crt, key: edge.key}]}
  - {name: plain, bind: ["127.0.0.1:8080"], protocol: http}
trusted_proxies: [127.0.0.0/8]
geoip: {database: "$geoip"}
regions:
  eu-west: {country: IE}
  us-east: {country: US}
  ap-southeast: {country: SG}
services:
  web:
    policy: geo
    upstreams:
$(upstream eu-west 9101)
$(upstream us-east 9102)
$(upstream ap-southeast 9103)
routes:
  - {service: web}
admin: {bind: ["127.0.0.1:9901"]}
log: {access: {path: access.log}}
YAML
}

# Regions come back at once and with their whole weight, unless a scenario is about that.
returns='return: {ramp: 0s, hold_down: 0s}'
upstream() { # REGION PORT [FURTHER KEYS]
  echo "      $1: {${3:+$3, }endpoints: [\"127.0.0.1:$2\"], health_checks: [{name: up, path: /health," \
    "interval: 500ms, interval_transition: 500ms, interval_down: 500ms, timeout: 400ms, fall: 2," \
    "rise: 2}]${returns:+, $returns}}"
}

# As systemd: what it is told at notify.sock is a line of manager.log.
start_service_manager() {
  cat >manager.py <<'PY'
import socket
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind("notify.sock")
print("listening", flush=True)
while True:
    print(told.recv(4096).decode().replace("\n", " "), flush=True)
PY
  launch manager python3 manager.py
  await "the socket of the service manager" 10 grep -q listening manager.log
}

# ---- asking ---------------------------------------------------------------------------------------

fetch() { # CLIENT PATH [ARGUMENTS of curl]: as this client, over TLS
  local client=$1 path=$2
  shift 2
  curl -sk --max-time 20 -H "X-Forwarded-For: $client" "$@" "$https$path"
}

region_of() { fetch "$1" /small -o /dev/null -w '%header{x-region}'; } # CLIENT
status_of() { fetch "$1" "$2" -o /dev/null -w '%{http_code}' "${@:3}"; } # CLIENT PATH [..]

admin_field() { # PATH JQ-FILTER
  curl -sf --max-time 10 "$admin$1" | jq -r "$2"
}

# metric NAME[{LABEL="VALUE",..}]: the sum of the series that have the name and these labels.
metric() {
  local name=${1%%\{*} labels=''
  if [ "$name" != "$1" ]; then labels=${1#*\{} labels=${labels%\}}; fi
  curl -sf --max-time 10 "$admin/metrics" | awk -v name="$name" -v labels="$labels" '
    BEGIN { n = split(labels, wanted, ",") }
    index($0, name "{") == 1 || index($0, name " ") == 1 {
      for (i = 1; i <= n; ++i) if (index($0, wanted[i]) == 0) next
      sum += $NF; found = 1
    }
    END { if (!found) exit 1; printf "%.15g\n", sum }'
}

upstream_is() { # REGION 1|0 [SERVICE]
  [ "$(metric "meridian_upstream_up{service=\"${3:-web}\",region=\"$1\"}")" = "$2" ]
}

# ---- expecting ------------------------------------------------------------------------------------

expect_equal() { # ACTUAL WANTED WHAT
  [ "$1" = "$2" ] || fail "$3: got '$1', wanted '$2'"
}

expect_at_most() { # ACTUAL MAX WHAT
  say "$3: $1 (at most $2)"
  (($1 <= $2)) || fail "$3: $1, more than $2"
}

expect_region() { expect_equal "$(region_of "$1")" "$2" "region of client $1"; } # CLIENT REGION

expect_match() { # TEXT PATTERN WHAT
  grep -Eq -- "$2" <<<"$1" || fail "$3: '$1' does not match $2"
}
