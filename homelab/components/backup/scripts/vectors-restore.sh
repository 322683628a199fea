#!/bin/sh
# Replaces the RAG API's tables by those of the dump, all of them or none, as the role that owns the database.
set -eu
[ "$ACTION" = restore ] && [ -e "$STAGING/vectors.dump" ] || exit 0

# Only a superuser may create the extension, and it is there.
pg_restore --list "$STAGING/vectors.dump" | grep -v EXTENSION > "$PRIVATE/contents"
pg_restore --dbname="$PGDATABASE" --clean --if-exists --no-owner --no-acl --single-transaction --exit-on-error \
  --use-list="$PRIVATE/contents" "$STAGING/vectors.dump"
echo "restored vectors"
