#!/bin/sh
# Restores the documents into a scratch database of the same server, compares counts, and drops it.
set -eu
umask 077
# shellcheck source=homelab/components/backup/scripts/mongo.sh
. "${0%/*}/mongo.sh"

source=$(cat "$STAGING/documents.database")
DATABASE=restore_check_$(date +%Y%m%d)
export DATABASE
config=$(mongo_config)
trap 'mongo_script drop.js' EXIT
mongorestore --config="$config" --gzip --archive="$STAGING/documents.archive.gz" --drop \
  "--nsInclude=$source.*" "--nsFrom=$source.*" "--nsTo=$DATABASE.*" --numParallelCollections=1 --stopOnError
mongo_script count.js > "$PRIVATE/restored"
"${0%/*}/compare.sh" documents "$PRIVATE/restored"
