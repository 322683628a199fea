#!/bin/sh
# Dumps LibreChat's database, and counts before and after: what the dump has is between them.
set -eu
umask 077
# shellcheck source=homelab/components/backup/scripts/mongo.sh
. "${0%/*}/mongo.sh"

config=$(mongo_config)
dump=$STAGING/documents.archive.gz
mongo_script count.js > "$PRIVATE/before"
if [ -n "${OPLOG:-}" ]; then
  # That of the whole server, at the moment when the dump ends.
  set -- --oplog
else
  set -- "--db=$DATABASE"
fi
mongodump --config="$config" "$@" --gzip --archive="$dump.partial"
mongo_script count.js > "$PRIVATE/after"
awk '
  NR == FNR { before[$1] = $2; next }
  { least = before[$1] + 0; most = $2; if (least > most) { most = least; least = $2 }
    print "documents", $1, least, most; delete before[$1] }
  END { for (name in before) print "documents", name, 0, before[name] }
' "$PRIVATE/before" "$PRIVATE/after" > "$STAGING/documents.counts"
printf '%s\n' "$DATABASE" > "$STAGING/documents.database"
# Only a whole dump has this name, without which there is no snapshot.
mv "$dump.partial" "$dump"
