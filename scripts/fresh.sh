# ./dev fresh [demo|test|-- COMMAND...] [root|user] [--ccache DIR]: what a stranger gets. The committed tree is
# cloned into a bare Debian 12 root, and `./dev demo --once` and `./dev test` run there, as root and
# as a user with sudo (default: all four, each user in a root of its own). With `--` the named
# command runs instead: ./dev fresh root -- ./dev build release
# --ccache lends the roots a copy of a compiler cache: quicker, but nothing to take build times from.
#
# The root is entered by pivot_root in mount and pid namespaces of its own, since chroot would
# forbid the user namespaces that the scenario tests need. Network and downloads of packages are the
# host's: its apt sources, its certificate authorities and its npm settings are copied.
. scripts/prelude.sh

[ "$(id -u)" = 0 ] || exec sudo bash scripts/fresh.sh "$@"

who=(root user)
lent=
steps=("./dev demo --once" "./dev test")
while [ $# -gt 0 ]; do
  case "$1" in
    root | user) who=("$1") ;;
    demo) steps=("./dev demo --once") ;;
    test) steps=("./dev test") ;;
    --ccache)
      [ -d "${2:-}" ] || fail "--ccache needs a directory"
      lent="$2"
      shift
      ;;
    --)
      shift
      [ $# -gt 0 ] || fail "-- needs a command"
      steps=("${*@Q}")
      break
      ;;
    *) fail "unknown argument '$1'; usage: ./dev fresh [demo|test] [root|user] [--ccache DIR] [-- COMMAND...]" ;;
  esac
  shift
done

if ! command -v debootstrap >/dev/null || ! command -v git >/dev/null; then
  say "installing: debootstrap git"
  env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap git
fi

cache="$PWD/build/fresh"
base="$cache/base"
mkdir -p "$cache/archives/partial"

make_base() {
  [ -f "$cache/base.done" ] && return
  say "bootstrapping a bare bookworm root"
  rm -rf --one-file-system "$base"
  debootstrap --variant=minbase bookworm "$base" >"$cache/debootstrap.log" 2>&1 || {
    tail -n 20 "$cache/debootstrap.log" >&2
    fail "debootstrap failed"
  }
  touch "$cache/base.done"
}

# usage: copy_host_settings ROOT -- how this machine reaches packages, and nothing else of it
copy_host_settings() {
  local root="$1" file
  rm -f "$root/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.* /etc/apt/apt.conf.d/*prox*; do
    if [ -f "$file" ]; then cp "$file" "$root$file"; fi
  done
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # The installer of Debian writes it, debootstrap does not.
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$root/etc/hosts"
  for file in /etc/npmrc /etc/ssl/certs/ca-certificates.crt; do
    if [ -f "$file" ]; then install -D -m 644 "$file" "$root$file"; fi
  done
  mkdir -p "$root/usr/local/share/ca-certificates"
  cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
}

# usage: make_root NAME -- a fresh copy of the base with a clean clone of what is committed
make_root() {
  local root="$cache/$1"
  rm -rf --one-file-system "$root"
  cp -a --reflink=auto "$base" "$root"
  copy_host_settings "$root"
  git -c safe.directory='*' clone --quiet --no-local "$PWD" "$root/opt/meridian"
  if [ -n "$lent" ]; then
    cp -a --reflink=auto "$lent" "$root/opt/ccache"
    chmod -R a+rwX "$root/opt/ccache"
  fi
  [ "$1" = user ] || return 0
  # The machine of a developer: an ordinary account, sudo and nothing more.
  cat >"$root/opt/account" <<'ACCOUNT'
set -e
apt-get -qq update
env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends sudo >/dev/null 2>&1
useradd --create-home --shell /bin/bash builder
echo 'builder ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/builder
chown -R builder: /opt/meridian
ACCOUNT
  enter user "bash /opt/account" || fail "cannot create the account in the bare root"
}

# usage: enter NAME COMMAND [ACCOUNT]
enter() {
  local root="$cache/$1" run
  run="cd /opt/meridian && ${lent:+CCACHE_DIR=/opt/ccache }exec bash -c ${2@Q}"
  if [ "${3:-root}" = root ]; then
    run="exec setpriv --reset-env bash -c ${run@Q}"
  else
    run="exec setpriv --reset-env --reuid=builder --regid=builder --init-groups bash -c ${run@Q}"
  fi
  unshare --mount --pid --fork --kill-child --propagation private \
    bash "$PWD/scripts/fresh_enter.sh" "$root" "$cache/archives" "$run"
}

make_base
failed=()
for account in "${who[@]}"; do
  make_root "$account"
  login=root
  if [ "$account" = user ]; then login=builder; fi
  for step in "${steps[@]}"; do
    say "$account: $step"
    started=$SECONDS
    if enter "$account" "$step" "$login" </dev/null; then outcome=passed; else outcome=FAILED; fi
    say "$account: $step: $outcome after $((SECONDS - started)) s"
    if [ $outcome = FAILED ]; then failed+=("$account: $step"); fi
  done
done
if [ ${#failed[@]} -gt 0 ]; then fail "failed in a bare root: ${failed[*]}"; fi
say "everything passed in a bare root"
