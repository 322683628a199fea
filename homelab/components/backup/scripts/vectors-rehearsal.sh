#!/bin/sh
# Restores the vectors into a Postgres of the rehearsal's own, as a role without privileges, and compares counts. The
# RAG API's role may not create a database beside its own, and a dump does not go into another schema.
set -eu
umask 077

PGDATA=$SCRATCH/data PGHOST=$SCRATCH PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
export PGDATA PGHOST PGPORT PGUSER PGDATABASE
unset PGPASSWORD PGSSLMODE PGSSLROOTCERT
if ! id --user --name > /dev/null 2>&1; then
  # A user without a name, whom initdb refuses: the official image's own way around it.
  NSS_WRAPPER_PASSWD=$PRIVATE/passwd NSS_WRAPPER_GROUP=$PRIVATE/group
  printf 'postgres:x:%s:%s::/tmp:/bin/false\n' "$(id -u)" "$(id -g)" > "$NSS_WRAPPER_PASSWD"
  printf 'postgres:x:%s:\n' "$(id -g)" > "$NSS_WRAPPER_GROUP"
  LD_PRELOAD=${NSS_WRAPPER:-$(ls /usr/lib/*/libnss_wrapper.so)}
  export LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
fi
initdb --no-sync --username=postgres --auth=trust --encoding=UTF8 > /dev/null
trap 'pg_ctl stop --mode=immediate --silent' EXIT
pg_ctl start --wait --silent --log="$SCRATCH/log" \
  --options="-c listen_addresses= -k $SCRATCH -c fsync=off -c dynamic_shared_memory_type=mmap"
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL' || exit 1
CREATE ROLE restore_check LOGIN;
CREATE DATABASE restore_check OWNER restore_check;
\connect restore_check
CREATE EXTENSION vector;
SQL
PGUSER=restore_check PGDATABASE=restore_check
ACTION=restore "${0%/*}/vectors-restore.sh"
psql --no-psqlrc --quiet --tuples-only --no-align --field-separator=' ' --set=ON_ERROR_STOP=1 > "$PRIVATE/restored" <<'SQL' || exit 1
SELECT format('SELECT %L, count(*) FROM %I.%I', tablename, schemaname, tablename)
  FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename
\gexec
SQL
"${0%/*}/compare.sh" vectors "$PRIVATE/restored"
