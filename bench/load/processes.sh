# Processes of the load bench: starting, pinning, waiting, measuring, ending. Sourced by run.sh.

started=()
declare -A proxy_pid proxy_version

# start CORE LOG COMMAND...: in the background, pinned; the pid is in $last_pid.
start() {
  local core=$1 log=$2
  shift 2
  taskset -c "$core" "$@" >"$log" 2>&1 &
  last_pid=$!
  disown "$last_pid" # its end is expected and needs no message
  started+=("$last_pid")
}

stop_all() {
  local pid
  for pid in "${started[@]}"; do kill -KILL $(family "$pid") 2>/dev/null || true; done
}

# await_port PORT PID LOG: until something accepts there; the process's death is an error.
await_port() {
  local deadline=$((SECONDS + 20))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    kill -0 "$2" 2>/dev/null || { cat "$3" >&2; fail "process for port $1 ended"; }
    ((SECONDS < deadline)) || { cat "$3" >&2; fail "nothing listens on port $1"; }
    read -rt 0.05 <> <(:) || true
  done
}

# A process and its children: nginx serves from a worker that its master started.
family() { echo "$1"; cat "/proc/$1/task/$1/children" 2>/dev/null || true; }

# CPU of all threads, in ns: the scheduler's own account, exact where utime counts ticks.
cpu_ns() {
  local pid
  for pid in $(family "$1"); do cat /proc/"$pid"/task/*/schedstat; done |
    awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

pss_kib() {
  local pid
  for pid in $(family "$1"); do cat "/proc/$pid/smaps_rollup"; done |
    awk '/^Pss:/ { sum += $2 } END { print sum }'
}

# Everything but idle and iowait on one processor, steal included.
core_busy_us() {
  awk -v name="cpu$1" -v hz="$(getconf CLK_TCK)" '$1 == name {
    printf "%.0f\n", ($2 + $3 + $4 + $7 + $8 + $9) * 1000000 / hz }' /proc/stat
}
