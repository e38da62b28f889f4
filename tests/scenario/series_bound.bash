# What clients send never becomes a label: after ten thousand hosts, paths and places there are as many
# series as docs/metrics.md allows.
. "$MERIDIAN_ROOT/tests/support/scenario.bash"

readonly requests=10000 of_the_edge=300 of_an_upstream=200

awk -v count="$requests" 'BEGIN {
  srand(20261128)
  for (i = 0; i < count; ++i) {
    a = 1 + int(rand() * 222); if (a == 127 || a == 10) a = 128
    print a "." int(rand() * 256) "." int(rand() * 256) "." int(rand() * 256) "\thost-" i ".test\t/path/" i
  }
}' >requests.tsv
standard_config | sed -e 's/{hosts: \[[^]]*\], /{/' -e '/name: tls/d' >edge.yaml
start_regions
start_edge edge.yaml
"$bin/paced_client" --target "$http" --requests requests.tsv --rate 8000 --connections 64 \
  --log served.tsv || fail "the edge stopped answering"
expect_equal "$(wc -l <served.tsv)" "$requests" "requests that were answered"

curl -sf "$admin/metrics" | grep -v '^#' >series.txt
say "$(wc -l <series.txt) series after $requests hosts, paths and addresses"
(($(wc -l <series.txt) <= of_the_edge + 3 * (of_an_upstream + 2))) || fail "more than docs/metrics.md allows"
! grep -qE 'host-|/path/' series.txt || fail "a label has what a client sent: $(grep -E 'host-|/path/' series.txt | head -n 1)"
grep -q '^meridian_clients_total{place="AF"} [1-9]' series.txt || fail "clients came from too few places"
