# What the tours of ./dev demo and ./dev cluster share: processes that end with them, and verdicts.
# Sourced after prelude.sh and after `state`, a folder, and `once` are set. `failed` is the exit code so far.
declare -A pid_of=()
failed=0

# ---- ports ----------------------------------------------------------------------------------------

# The inode of the socket that listens on a port, from the kernel's tables; state 0A is LISTEN.
listening_inode() { # PORT
  local hex
  hex=$(printf ':%04X' "$1")
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v hex="$hex" '$4 == "0A" && substr($2, length($2) - 4) == hex { print $10; exit }'
}

# Whose socket it is: "name (pid N)".
owner_of() { # INODE
  local link pid
  for link in /proc/[0-9]*/fd/*; do
    [ "$(readlink "$link" 2>/dev/null)" = "socket:[$1]" ] || continue
    pid=${link#/proc/} pid=${pid%%/*}
    echo "$(cat "/proc/$pid/comm") (pid $pid)"
    return
  done
  echo "a process of another user"
}

require_free_ports() { # PORT..
  local port inode
  for port in "$@"; do
    inode=$(listening_inode "$port")
    [ -z "$inode" ] || fail "port $port is taken by $(owner_of "$inode"): end it, or choose other \
ports with --port-base N"
  done
}

# ---- processes ------------------------------------------------------------------------------------

stop_all() {
  local name
  for name in "${!pid_of[@]}"; do kill -TERM "${pid_of[$name]}" 2>/dev/null || true; done
  for name in "${!pid_of[@]}"; do
    await_true 20 gone "${pid_of[$name]}" || kill -KILL "${pid_of[$name]}" 2>/dev/null || true
  done
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# await_true TENTHS COMMAND...: false when the command did not succeed in that time.
await_true() {
  local left=$1
  shift
  until "$@" >/dev/null 2>&1; do
    ((left-- > 0)) || return 1
    read -rt 0.1 <> <(:) || true
  done
}

# All that start() starts.
end_with_this_script() {
  trap stop_all EXIT
  trap 'echo; exit "$failed"' INT TERM
}

# start NAME COMMAND...: until it has announced itself.
start() {
  local name=$1
  shift
  rm -f "$state/$name.json"
  "$@" --announce "$state/$name.json" >>"$state/$name.log" 2>&1 &
  pid_of[$name]=$!
  disown "${pid_of[$name]}" # its end is a step of the tour, not a message of the shell
  await_true 200 test -e "$state/$name.json" -o ! -d "/proc/${pid_of[$name]}"
  [ -e "$state/$name.json" ] || {
    tail -n 20 "$state/$name.log" >&2
    fail "$name did not start; its log is $state/$name.log"
  }
}

make_certificate() {
  [ ! -s "$state/cert.pem" ] || ! openssl x509 -checkend 86400 -noout -in "$state/cert.pem" \
    >/dev/null || return 0
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
    -keyout "$state/key.pem" -out "$state/cert.pem" -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$state/openssl.log" || {
    cat "$state/openssl.log" >&2
    fail "openssl could not make a certificate"
  }
}

# ---- verdicts -------------------------------------------------------------------------------------

if [ -t 1 ]; then bold=$'\e[1m' good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'; else
  bold='' good='' bad='' plain=''
fi

heading() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

verdict() { # CODE TEXT
  if [ "$1" = 0 ]; then
    printf '  %sok%s      %s\n' "$good" "$plain" "$2"
  else
    printf '  %sFAILED%s  %s\n' "$bad" "$plain" "$2"
    failed=1
  fi
}

# What the steps came to. With `once` it ends here; else all stays up, as long as NAME does, for whoever
# tries what say_what_to_try says.
end_tour() { # NAME
  if [ "$failed" = 0 ]; then
    heading "Every step behaved."
  else
    heading "A step did not behave; the logs are in $state."
  fi
  if [ -n "$once" ]; then exit "$failed"; fi
  say_what_to_try
  heading "Up until Ctrl-C."
  until gone "${pid_of[$1]}"; do read -rt 1 <> <(:) || true; done
  fail "$1 ended by itself: see $state/$1.log"
}
