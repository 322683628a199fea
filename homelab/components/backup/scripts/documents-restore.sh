#!/bin/sh
# Replaces LibreChat's collections by those of the dump.
set -eu
umask 077
[ "$ACTION" = restore ] && [ -e "$STAGING/documents.archive.gz" ] || exit 0
# shellcheck source=homelab/components/backup/scripts/mongo.sh
. "${0%/*}/mongo.sh"

config=$(mongo_config)
source=$(cat "$STAGING/documents.database")
if [ "$source" = "$DATABASE" ] && [ -n "${OPLOG:-}" ]; then
  trap 'REVOKE=1 mongo_script allow-oplog-replay.js' EXIT
  mongo_script allow-oplog-replay.js
  set -- --oplogReplay
else
  set -- "--nsFrom=$source.*" "--nsTo=$DATABASE.*"
fi
# Parallel builds of indexes deadlock FerretDB (FerretDB/FerretDB#5167).
mongorestore --config="$config" --gzip --archive="$STAGING/documents.archive.gz" --drop \
  "--nsInclude=$source.*" --numParallelCollections=1 --stopOnError "$@"
echo "restored documents"
