#!/bin/sh
# What the containers of compose.yaml share, made once, into /shared: a certificate, the keys of tickets
# and pins, tokens for the admin API, and a config for each edge.
set -eu
umask 077
cd /shared
[ -e prepared ] && exit 0
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
  -keyout edge.key -out edge.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost
openssl rand -out tickets.key 32
openssl rand -out pins.key 32
for who in operator prometheus; do
  openssl rand -hex 32 | tr -d '\n' >"$who.token"
  openssl dgst -sha256 -r "$who.token" | cut -d' ' -f1 >"$who.sha256"
done
edge() { # ID LATITUDE LONGITUDE COUNTRY
  sed -e "s/@ID@/$1/" -e "s/@LATITUDE@/$2/" -e "s/@LONGITUDE@/$3/" -e "s/@COUNTRY@/$4/" \
    /prepare/edge.yaml >"$1.yaml"
}
edge fra 50.11 8.68 DE
edge iad 38.95 -77.45 US
edge sin 1.35 103.99 SG
# Prometheus reads its token as another user than the edges' one, which owns the rest.
chmod 644 prometheus.token
chown -R 65532:65532 .
chmod 755 .
touch prepared
