# ./dev setup [GROUP...]: installs the Debian packages of the groups that are missing, nothing else.
# With nothing missing it is one dpkg-query.
. scripts/prelude.sh

# build holds what any preset needs to be configured and the demo to run; the others are tools.
declare -A packages=(
  [build]="g++ cmake ninja-build pkg-config ccache ca-certificates openssl curl
    libboost1.81-dev libssl-dev libmaxminddb-dev libhiredis-dev libyaml-cpp-dev libspdlog-dev
    libfmt-dev prometheus-cpp-dev nlohmann-json3-dev libcli11-dev libnghttp2-dev
    libgtest-dev libgmock-dev libbenchmark-dev"
  [test]="libmaxmind-db-writer-perl mmdb-bin curl jq iproute2 util-linux inotify-tools procps
    sslscan testssl.sh wget nghttp2-client python3 python3-requests python3-httpx python3-h2
    python3-aiohttp nodejs openjdk-17-jdk-headless"
  [format]="clang-format"
  [lint]="clang-tidy-16"
  [fuzz]="clang libclang-rt-14-dev"
  [bench]="wrk nghttp2-client iproute2 util-linux procps"
)

# Prints those of the arguments that are not installed.
missing_of() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' -- "$@" 2>/dev/null |
    awk -v wanted="$*" '
      $1 == "installed" { have[$2] = 1 }
      END { n = split(wanted, list, " "); for (i = 1; i <= n; ++i) if (!(list[i] in have)) print list[i] }' ||
    true
}

install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  local options=(-y --no-install-recommends)
  if ! apt-get install -s -qq --no-install-recommends "$@" >/dev/null 2>&1; then
    say "updating the package lists"
    as_root "${apt[@]}" update || fail "apt-get update failed: check the network and the sources"
  fi
  as_root "${apt[@]}" install "${options[@]}" "$@" >build/setup.log 2>&1 && return
  # Lists that are old name packages that the mirror no longer has.
  as_root "${apt[@]}" update || fail "apt-get update failed: check the network and the sources"
  as_root "${apt[@]}" install "${options[@]}" "$@" >build/setup.log 2>&1 && return
  tail -n 20 build/setup.log >&2
  fail "apt-get could not install: $* (whole output in build/setup.log)"
}

groups=("$@")
if [ ${#groups[@]} = 0 ]; then groups=(build test); fi
command -v dpkg-query >/dev/null || fail "this is no Debian: install the packages named in scripts/setup.sh by hand"

wanted=()
for group in "${groups[@]}"; do
  if [ "$group" = console ]; then
    fail "the group 'console' comes with a later release: see CHANGELOG.md"
  fi
  [ -n "${packages[$group]:-}" ] || fail "unknown group '$group'; there are: build test format lint fuzz bench"
  read -r -d '' -a list <<<"${packages[$group]}" || true
  wanted+=("${list[@]}")
  # npm fetches the GeoIP data and clients for the tests. It comes from Debian or from Node itself.
  case $group in
    build | test) command -v npm >/dev/null || wanted+=(npm) ;;
  esac
done

mapfile -t missing < <(missing_of "${wanted[@]}")
if [ ${#missing[@]} -gt 0 ]; then
  mkdir -p build
  say "installing: ${missing[*]}"
  install "${missing[@]}"
fi
case " ${groups[*]} " in
  *" bench "* | *" test "*) bash scripts/peers.sh ;;
esac
case " ${groups[*]} " in
  *" test "*) bash scripts/node_tools.sh ;;
esac
