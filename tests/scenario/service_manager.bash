# What systemd is told: ready, reloading, alive, stopping.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

start_service_manager

heard() { [ "$(grep -c "^$1" manager.log)" -ge "$2" ]; } # WORD TIMES

standard_config >edge.yaml
start_regions
export NOTIFY_SOCKET=$work/notify.sock WATCHDOG_USEC=200000
start_edge edge.yaml
unset NOTIFY_SOCKET WATCHDOG_USEC
await "READY" 10 heard READY=1 1
await "signs of life" 10 heard WATCHDOG=1 5

say "a reload, then one that is not taken"
kill -HUP "${pid_of[edge]}"
await "the reload" 10 heard RELOADING=1 1
await "its end" 10 heard READY=1 2
echo 'listeners: 7' >edge.yaml
kill -HUP "${pid_of[edge]}"
await "the second reload" 10 heard RELOADING=1 2
await "its end" 10 heard READY=1 3

say "nothing comes from a process that stands still"
kill -STOP "${pid_of[edge]}"
before=$(wc -l <manager.log)
read -rt 1 <> <(:) || true # five times the interval
expect_at_most $(($(wc -l <manager.log) - before)) 1 "messages from the stopped process"
kill -CONT "${pid_of[edge]}"

kill -TERM "${pid_of[edge]}"
await "STOPPING" 10 heard STOPPING=1 1
wait "${pid_of[edge]}" || fail "the edge ended with $?"
unset 'pid_of[edge]'
