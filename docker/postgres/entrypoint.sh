#!/usr/bin/env bash
# Starts Postgres; on an empty volume it first creates the database, the extension and an unprivileged role.
#
# The first start happens in a folder beside PGDATA that becomes PGDATA when all of it succeeded, so that one which is
# killed in the middle starts again from nothing. Meanwhile the server listens on its socket alone.
#
#   POSTGRES_PASSWORD      password of the superuser "postgres"; needed for the first start
#   APP_USER, APP_PASSWORD unprivileged role to create; none without APP_USER
#   APP_DATABASE           database to create, owned by that role; without it the extension goes into "postgres"
# Each can be given as a file by the same name with _FILE. Arguments go to the server: postgres -c max_connections=200
set -Eeuo pipefail

readonly programs=/usr/lib/postgresql/${POSTGRES_MAJOR}/bin
readonly init_scripts=/docker-entrypoint-initdb.d

fail() {
  echo "entrypoint: $*" >&2
  exit 1
}

read_file_variables() {
  local name file
  for name in POSTGRES_PASSWORD APP_USER APP_PASSWORD APP_DATABASE; do
    file=${name}_FILE
    [[ -n ${!file:-} ]] || continue
    [[ -z ${!name:-} ]] || fail "$name and $file exclude each other"
    export "$name=$(<"${!file}")"
  done
}

check_first_start() {
  [[ -n ${POSTGRES_PASSWORD:-} ]] || fail "POSTGRES_PASSWORD is needed for the first start"
  [[ -z ${APP_USER:-} || -n ${APP_PASSWORD:-} ]] || fail "APP_USER needs APP_PASSWORD"
  [[ -z ${APP_DATABASE:-} || -n ${APP_USER:-} ]] || fail "APP_DATABASE needs APP_USER"
}

query() {
  "$programs/psql" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres --dbname postgres "$@"
}

create_application() {
  query <<'SQL'
\getenv app_user APP_USER
\getenv app_password APP_PASSWORD
\getenv app_database APP_DATABASE
\getenv extension POSTGRES_EXTENSION
\if :{?app_user}
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'app_user', :'app_password')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'app_user') \gexec
\endif
\if :{?app_database}
SELECT format('CREATE DATABASE %I OWNER %I', :'app_database', :'app_user')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'app_database') \gexec
\connect :"app_database"
\endif
CREATE EXTENSION IF NOT EXISTS :"extension" CASCADE;
SQL
}

run_init_scripts() {
  local script
  for script in "$init_scripts"/*; do
    case $script in
      *.sql) query --file "$script" ;;
      *.sh) bash "$script" ;;
      *) ;;
    esac
  done
}

initialise() {
  local fresh=$1
  rm -rf "$fresh"
  mkdir -p "$fresh"
  chmod 700 "$fresh"
  "$programs/initdb" --pgdata="$fresh" --username=postgres --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") \
    --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8 >/dev/null
  echo "host all all all scram-sha-256" >>"$fresh/pg_hba.conf"
  cat /usr/local/share/postgresql/first-start.conf >>"$fresh/postgresql.conf"
  "$programs/pg_ctl" --pgdata="$fresh" --wait --silent --options="-c listen_addresses=''" start
  create_application
  run_init_scripts
  "$programs/pg_ctl" --pgdata="$fresh" --wait --silent --mode=fast stop
}

[[ ${1:-} == postgres ]] && shift
if [[ $# -gt 0 && $1 != -* ]]; then
  exec "$@"
fi
read_file_variables
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  check_first_start
  initialise "$PGDATA.first-start"
  rmdir "$PGDATA" 2>/dev/null || true
  mv --no-target-directory "$PGDATA.first-start" "$PGDATA"
fi
found=$(<"$PGDATA/PG_VERSION")
[[ $found == "$POSTGRES_MAJOR" ]] ||
  fail "the volume holds files of Postgres $found, which Postgres $POSTGRES_MAJOR cannot read: use an image of Postgres $found"
unset POSTGRES_PASSWORD APP_PASSWORD
exec "$programs/postgres" -D "$PGDATA" "$@"
