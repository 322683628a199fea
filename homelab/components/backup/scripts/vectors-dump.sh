#!/bin/sh
# Dumps the RAG API's database as its own role, and counts the rows of the same moment.
set -eu
umask 077

dump=$STAGING/vectors.dump
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set="counts=$STAGING/vectors.counts" <<'SQL' || exit 1
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\o :counts
SELECT format('SELECT format(%L, count(*), count(*)) FROM %I.%I', 'vectors ' || tablename || ' %s %s', schemaname, tablename)
  FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename
\gexec
\o
\! pg_dump --snapshot="$SNAPSHOT" --format=custom --file="$STAGING/vectors.dump.partial" && touch "$STAGING/vectors.complete"
SQL
# psql does not fail when a program does that it starts.
[ -e "$STAGING/vectors.complete" ]
rm "$STAGING/vectors.complete"
mv "$dump.partial" "$dump"
