# Several edges that share one Redis: sourced after scenario.bash by scenarios of the store.
# Edge N listens on 127.0.0.1:808N, its admin API on :990N, its id is edge-N. There are as many as
# `fleet` names.
fleet=${fleet:-1 2 3}

redis_bin=$root/build/peers/usr/bin
redis_lib=$root/build/peers/usr/lib/$(uname -m)-linux-gnu
[ -x "$redis_bin/redis-server" ] || { echo "redis-server is missing; run ./dev setup test" >&2; exit 1; }

redis_cli() { # PORT ARGUMENTS
  local port=$1
  shift
  LD_LIBRARY_PATH=$redis_lib timeout 10 "$redis_bin/redis-cli" -p "$port" "$@" 2>&1
}

redis_answers() { [ "$(redis_cli "$1" ping)" = PONG ]; } # PORT

# start_redis NAME PORT [ARGUMENTS of redis-server]: it saves nothing, so that a restart is empty.
start_redis() {
  local name=$1 port=$2
  shift 2
  mkdir -p "$work/$name.dir"
  LD_LIBRARY_PATH=$redis_lib launch "$name" "$redis_bin/redis-server" --port "$port" --save '' \
    --dir "$work/$name.dir" "$@"
  await "redis on port $port" 30 redis_answers "$port"
}

fleet_config() { # N STORE-KEYS
  standard_config | sed -e '/^admin:/d' -e '/name: tls/d' -e "s/id: scenario/id: edge-$1/" \
    -e "s/127.0.0.1:8080/127.0.0.1:808$1/" -e "s/access.log/access-$1.log/"
  echo "admin: {bind: [\"127.0.0.1:990$1\"]}"
  echo "store: {backend: redis, state_file: edge-$1.state, $2}"
}

# Leaves in `around` what stands in front of the command of edge N. Scenarios may have their own.
wrap_edge() { around=(); } # N

start_fleet_edge() { # N
  local around
  wrap_edge "$1"
  rm -f "$work/edge-$1.json"
  launch "edge-$1" "${around[@]}" "$bin/meridian" run -c "edge-$1.yaml" --announce "$work/edge-$1.json"
  await_announce "$work/edge-$1.json" "edge-$1"
  await "a ready edge $1" 30 curl -sf "http://127.0.0.1:990$1/readyz"
}

start_fleet() { # STORE-KEYS
  local n
  for n in $fleet; do
    fleet_config "$n" "$1" >"edge-$n.yaml"
    start_fleet_edge "$n"
  done
}

on() { admin=http://127.0.0.1:990$1; } # N: whom admin_field, metric and ctl_on ask

# Which region serves a client of edge N.
region_at() { # N CLIENT
  curl -s --max-time 20 -H "X-Forwarded-For: $2" -o /dev/null -w '%header{x-region}' \
    "http://127.0.0.1:808$1/small"
}

# ctl_on N WANTED-EXIT-CODE COMMAND...: what it says is left in ctl.out and ctl.err.
ctl_on() {
  local n=$1 wanted=$2 code=0
  shift 2
  "$bin/meridian" ctl "$@" --admin "127.0.0.1:990$n" >ctl.out 2>ctl.err || code=$?
  expect_equal "$code" "$wanted" "exit code of: ctl $* on edge $n; $(cat ctl.out ctl.err)"
}

# Requests at a fixed rate to each edge, until the end of the scenario.
start_traffic() { # CLIENT RATE
  local n
  for n in $fleet; do
    launch "traffic-$n" "$bin/paced_client" --target "http://127.0.0.1:808$n" --host app.test \
      --client "$1" --rate "$2" --seconds 3600 --log "traffic-$n.tsv"
  done
}

stop_traffic() { # [N..]
  local n
  # shellcheck disable=SC2086
  if [ $# = 0 ]; then set -- $fleet; fi
  for n in "$@"; do kill_now "traffic-$n"; done
}

expect_no_failures() { # N..: every answer of their traffic was a 200
  local n answers
  for n in "$@"; do
    # The last line may have been cut by the end.
    answers=$(sed '$d' "traffic-$n.tsv" | wc -l)
    say "edge $n: $answers answers"
    (("$answers" > 100)) || fail "edge $n had no traffic: the scenario shows nothing"
    expect_equal "$(sed '$d' "traffic-$n.tsv" | awk -F'\t' '$4 != 200' | wc -l)" 0 \
      "answers of edge $n that were no 200"
  done
}

store_is() { # N 1|0
  on "$1"
  [ "$(metric meridian_store_up)" = "$2" ]
}
await_store() { # 1|0: seen by all edges
  local n
  for n in $fleet; do await "store up $1 at edge $n" 30 store_is "$n" "$1"; done
}

weight_at() { # N REGION
  on "$1"
  admin_field /v1/services/web ".upstreams[] | select(.region == \"$2\").weight.effective"
}
weight_is() { [ "$(weight_at "$1" "$2")" = "$3" ]; } # N REGION WEIGHT
await_weight() { # REGION WEIGHT: at all edges
  local n
  for n in $fleet; do await "weight $2 of $1 at edge $n" 20 weight_is "$n" "$1" "$2"; done
}

document_of() { # N: epoch, version and digest
  on "$1"
  admin_field /v1/overrides '"\(.epoch) \(.version) \(.digest)"'
}
documents_agree() { [ "$(document_of 1)" = "$(document_of 2)" ] && [ "$(document_of 2)" = "$(document_of 3)" ]; }
