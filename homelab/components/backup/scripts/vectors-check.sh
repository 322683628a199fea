#!/bin/sh
# Checks the dump of the vectors, and refuses a database that has some.
set -eu
[ "$ACTION" = restore ] && [ -e "$STAGING/vectors.dump" ] || exit 0

# All of it is read, as SQL.
pg_restore --file=/dev/null "$STAGING/vectors.dump"
[ "$FORCE" = true ] && exit 0
rows=$(psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL' || echo failed
SELECT to_regclass('langchain_pg_embedding') IS NOT NULL AS found \gset
\if :found
SELECT count(*) FROM langchain_pg_embedding;
\else
SELECT 0;
\endif
SQL
)
case $rows in *failed) exit 1 ;; esac
if [ "$rows" -gt 0 ]; then
  echo "homelab-refused the vector database has $rows vectors"
  exit 3
fi
