#!/bin/sh
# What fetch.sh has read and compared is all that a rehearsal does with files; the keys must be there, too.
set -eu

for store in $OWN_STORES; do
  [ -e "$STAGING/$store.counts" ] || { echo "homelab-differs the snapshot has no $store"; exit 1; }
done
echo "homelab-rehearsed $(cat "$STAGING/snapshot")"
