#!/bin/sh
# Checks the dump of the documents, and refuses a database in which somebody has worked.
set -eu
umask 077
[ "$ACTION" = restore ] && [ -e "$STAGING/documents.archive.gz" ] || exit 0
# shellcheck source=homelab/components/backup/scripts/mongo.sh
. "${0%/*}/mongo.sh"

gzip -t "$STAGING/documents.archive.gz"
[ "$FORCE" = true ] && exit 0
# The first administrator's account alone is no loss.
used=$(mongo_script count.js | awk '
  $1 ~ /^(conversations|messages|files|agents|prompts)$/ && $2 > 0 { print $2, $1; exit }
  $1 == "users" && $2 > 1 { print $2, $1; exit }')
if [ -n "$used" ]; then
  echo "homelab-refused the document database has $used"
  exit 3
fi
