#!/bin/sh
# Makes one snapshot of the dumps and files, forgets old ones, and once a week reads a share of the repository.
set -eu
umask 077
# shellcheck source=homelab/components/backup/scripts/restic.sh
. "${0%/*}/restic.sh"

set -- "$STAGING"
for store in $STORES; do
  case $store in
    documents) [ -s "$STAGING/documents.archive.gz" ] ;;
    vectors) [ -s "$STAGING/vectors.dump" ] ;;
    keys) [ -s "$STAGING/keys.env" ] ;;
    files)
      set -- "$@" "$FILES"
      count=$(($(find "$FILES" -type f | wc -l)))
      echo "files count $count $count" > "$STAGING/files.counts"
      ;;
  esac || { echo "there is no dump of $store" >&2; exit 1; }
done
if [ -s "$ERASURES/ledger.jsonl" ]; then
  cp "$ERASURES/ledger.jsonl" "$STAGING/erasures.jsonl"
fi

restic cat config > /dev/null 2> "$PRIVATE/error" || restic init || { cat "$PRIVATE/error" >&2; exit 1; }
restic unlock

tags=homelab
for store in $STORES; do tags=$tags,store=$store; done
[ ! -e "$STAGING/keys.fingerprint" ] || tags=$tags,keys=$(cat "$STAGING/keys.fingerprint")
for counts in "$STAGING"/*.counts; do
  [ -e "$counts" ] || continue
  tags=$tags,$(awk '{ printf "%s%s.%s=%s", (NR > 1 ? "," : ""), $1, $2, ($3 == $4 ? $3 : $3 "-" $4) }' "$counts")
done

# Exit code 3: a file was gone before it was read, or cannot be read. What is gone is not there the second time.
make_snapshot() {
  code=0
  restic backup --host "$WORKSPACE" --tag "$tags" "$@" > "$PRIVATE/output" || code=$?
  cat "$PRIVATE/output"
  snapshot=$(sed -n 's/^snapshot \([0-9a-f]*\) saved$/\1/p' "$PRIVATE/output")
  if [ "$code" = 3 ] && [ -n "$snapshot" ]; then restic forget "$snapshot"; fi
  [ "$code" = 0 ]
}
make_snapshot "$@" || make_snapshot "$@" || { echo "no snapshot: restic ended with $code" >&2; exit 1; }
echo "homelab-snapshot $snapshot"

if [ "$FORGET" = true ]; then
  # By host and not by tags, which contain the counts: in groups of one snapshot each, nothing would ever be forgotten.
  patient_restic forget --host "$WORKSPACE" --tag homelab --group-by host --prune \
    --keep-daily "$KEEP_DAILY" --keep-weekly "$KEEP_WEEKLY" --keep-monthly "$KEEP_MONTHLY"
fi
if [ "$VERIFY_ON" = "$(date -u +%u)" ]; then
  patient_restic check --read-data-subset "$VERIFY_SHARE"
fi
