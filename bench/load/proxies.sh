# The proxies under test, their origins, and the load on them. Sourced by run.sh.

default_region=eu-west
origins=eu-west=127.0.0.1:9101,us-east=127.0.0.1:9102,ap-southeast=127.0.0.1:9103

# The port of a listener: a row's kind and a proxy give it.
port_of() { # KIND PROXY
  local base
  case $2 in nginx) base=8000 ;; haproxy) base=8010 ;; meridian) base=8020 ;; esac
  case $1 in tls | h2 | h2-10k) echo $((base + 1)) ;; plain) echo $((base + 2)) ;; geo)
    if [ "$2" = meridian ]; then echo $((base + 1)); else echo $((base + 3)); fi ;;
    h2-1m) if [ "$2" = nginx ]; then echo $((base + 4)); else echo $((base + 1)); fi ;;
  esac
}
scheme_of() { if [ "$1" = plain ]; then echo http; else echo https; fi; }
path_of() { # KIND
  case $1 in h2-10k) echo /bytes/10000 ;; h2-1m) echo /bytes/1048576 ;; *) echo /small ;; esac
}
bytes_of() { case $1 in h2-10k) echo 10000 ;; h2-1m) echo 1048576 ;; *) echo 100 ;; esac; }
host_of() { if [ "$1" = geo ]; then echo geo.test; else echo bench.test; fi; }

fill() { # TEMPLATE RESULT
  sed -e "s|@STATE@|$state|g" -e "s|@PEERS@|$peers|g" -e "s|@GEOIP@|$geoip|g" \
    -e "s|@DEFAULT_REGION@|$default_region|g" -e "/@GEO_RULES@/{r $state/meridian-rules" -e 'd}' \
    "$here/peers/$1" >"$2"
}

make_configs() {
  if [ ! -s "$state/both.pem" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
      -keyout "$state/key.pem" -out "$state/cert.pem" -subj /CN=bench.test \
      -addext subjectAltName=DNS:bench.test,DNS:geo.test 2>"$state/openssl.log"
    cat "$state/cert.pem" "$state/key.pem" >"$state/both.pem"
  fi
  awk '{ for (i = 2; i <= NF; ++i) print $i, $1 ";" }' "$here/regions.tsv" \
    >"$state/nginx-regions.map"
  "$bin/mmdb_map" "$geoip" "$here/regions.tsv" >"$state/haproxy-regions.map"
  awk -v default_region="$default_region" '
    { printf "            - {countries: ["
      for (i = 2; i <= NF; ++i) printf "%s%s", (i == 2 ? "" : ", "), $i
      printf "], regions: [%s]}\n", $1 }
    END { printf "          default: [%s]\n", default_region }' \
    "$here/regions.tsv" >"$state/meridian-rules"
  fill nginx.conf.in "$state/nginx.conf"
  fill haproxy.cfg.in "$state/haproxy.cfg"
  fill meridian.yaml.in "$state/meridian.yaml"
}

start_origin() {
  # One process for all three: what is measured is the proxy, not the waking of origins.
  start 1 "$state/origin.log" "$bin/origin" --listen "$origins"
  await_port 9101 "$last_pid" "$state/origin.log"
}

start_proxy() { # PROXY
  local log=$state/$1.log libraries
  libraries=$peers/usr/lib/$(uname -m)-linux-gnu
  case $1 in
    nginx)
      start 0 "$log" "$peers/usr/sbin/nginx" -p "$state" -e stderr -c "$state/nginx.conf"
      proxy_version[nginx]=$("$peers/usr/sbin/nginx" -v 2>&1 | sed 's|.*/||') ;;
    haproxy)
      start 0 "$log" env LD_LIBRARY_PATH="$libraries" "$peers/usr/sbin/haproxy" -db \
        -f "$state/haproxy.cfg"
      proxy_version[haproxy]=$(LD_LIBRARY_PATH=$libraries "$peers/usr/sbin/haproxy" -v |
        awk 'NR == 1 { sub(/-.*/, "", $3); print $3 }') ;;
    meridian)
      start 0 "$log" "$bin/meridian" run -c "$state/meridian.yaml"
      proxy_version[meridian]=$("$bin/meridian" --version | awk 'NR == 1 { print $2 }') ;;
    *) fail "unknown proxy $1" ;;
  esac
  proxy_pid[$1]=$last_pid
  await_port "$(port_of plain "$1")" "$last_pid" "$log"
}

# One line "FIGURES requests µs p50 p99 errors", as client.lua writes it.
load_h2() { # KIND PROXY SECONDS
  local shape=(-c64 -m16)
  if [ "$1" = h2-1m ]; then shape=(-c16 -m2); fi
  rm -f "$state/h2load.log"
  taskset -c 1 h2load -t1 "${shape[@]}" -D"$3s" --log-file="$state/h2load.log" \
    --connect-to="127.0.0.1:$(port_of "$1" "$2")" "https://$(host_of "$1")$(path_of "$1")" \
    >"$state/h2load.out" || true
  # Start in µs since the epoch, status, µs: of each response that came within the time.
  cut -f3 "$state/h2load.log" | sort -n >"$state/h2load.times"
  awk -v seconds="$3" -v times="$state/h2load.times" '
    /^requests:/ { succeeded = $8; errors = $10 + $12 + $14 }
    END {
      while ((getline time <times) > 0) sorted[++n] = time
      if (n == 0) exit 1
      printf "FIGURES %d %d %d %d %d\n", succeeded, seconds * 1e6, sorted[int((n + 1) / 2)],
        sorted[int(n * 0.99) + (n < 100)], errors
    }' "$state/h2load.out"
}

load() { # KIND PROXY SECONDS
  local rotate=''
  case $1 in h2*) load_h2 "$@"; return ;; esac
  if [ "$1" = geo ]; then rotate=rotate; fi
  taskset -c 1 wrk -t1 -c64 -d"$3s" --latency -s "$here/client.lua" \
    "$(scheme_of "$1")://127.0.0.1:$(port_of "$1" "$2")/small" -- "$(host_of "$1")" $rotate
}

# What one proxy does with a few fixed clients: TLS version and cipher, statuses, regions.
work_of() { # KIND PROXY
  local address url
  url=$(scheme_of "$1")://127.0.0.1:$(port_of "$1" "$2")$(path_of "$1")
  if [ "$1" != plain ]; then
    openssl s_client -connect "${url:8:14}" -tls1_3 </dev/null 2>/dev/null |
      sed -n 's/^New, //p' || true
  fi
  for address in 80.128.0.1 12.0.0.1 165.21.0.1 1.1.1.1 193.0.6.139 41.0.0.1 200.160.2.3; do
    curl -sk "$(case $1 in h2*) echo --http2 ;; *) echo --http1.1 ;; esac)" -o /dev/null \
      -w '%{http_code} %{size_download} %header{x-region} %{http_version}\n' \
      -H "Host: $(host_of "$1")" -H "X-Forwarded-For: $address" "$url" || true
  done
}

# A comparison of unequal work says nothing: every proxy must do the same to the same clients.
check_equal_work() { # KIND
  local proxy first='' work
  for proxy in $proxies; do
    work=$(work_of "$1" "$proxy")
    [ -n "$first" ] || first=$work
    if [ "$work" != "$first" ] || ! grep -q "^200 $(bytes_of "$1") eu-west" <<<"$work"; then
      diff <(echo "$first") <(echo "$work") >&2 || true
      fail "$proxy does other work than ${proxies%% *} in $1: $work"
    fi
  done
}
