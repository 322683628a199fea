#!/bin/sh
# Lists snapshots; or fetches the dumps of one and reads all its files, so that whatever is damaged is found before
# anything is changed.
set -eu
umask 077
# shellcheck source=homelab/components/backup/scripts/restic.sh
. "${0%/*}/restic.sh"

if [ "$ACTION" = list ]; then
  found=$(snapshots)
  [ "$found" != null ] || found='[]'
  printf 'homelab-snapshots %s\n' "$found"
  exit 0
fi

if [ "$SNAPSHOT" = latest ]; then
  found=$(snapshots)
else
  # Of any workspace: people say which one they mean.
  found=$(restic snapshots --tag homelab --json "$SNAPSHOT" || true)
fi
id=$(printf '%s' "$found" | jq --raw-output '. // [] | sort_by(.time) | last | .short_id // empty')
if [ -z "$id" ]; then
  echo "homelab-refused there is no snapshot $SNAPSHOT of $WORKSPACE"
  exit 3
fi
echo "homelab-snapshot $id"

restic ls "$id" > "$PRIVATE/contents"
# Paths are those of the pod that made the snapshot.
staging=$(sed -n 's#^\(.*\)/[a-z]*\.counts$#\1#p' "$PRIVATE/contents" | head -n 1)
path=${staging%/*}/${FILES##*/}
has() {
  grep -qxF "$staging/$1" "$PRIVATE/contents"
}
wants() {
  case ,${STORES:-}, in ,, | *,"$1",*) return 0 ;; *) return 1 ;; esac
}
fetch() {
  restic dump "$id" "$staging/$1" > "$STAGING/$1"
}
for store in documents vectors files; do
  wants "$store" || continue
  if ! has "$store.counts"; then
    case ,${STORES:-}, in
      *,"$store",*)
        echo "homelab-refused snapshot $id has no $store"
        exit 3
        ;;
    esac
    continue
  fi
  case " $OWN_STORES " in *" $store "*) ;; *) echo "this workspace has no $store: not restored" && continue ;; esac
  fetch "$store.counts"
  case $store in
    documents) fetch documents.database && fetch documents.archive.gz ;;
    vectors) fetch vectors.dump ;;
    files)
      if [ "$FORCE" != true ] && [ -d "$FILES" ] && [ -n "$(find "$FILES" -type f | head -n 1)" ]; then
        echo "homelab-refused the volume for files has some"
        exit 3
      fi
      restic dump "$id" "$path" > /dev/null
      restic ls --json --recursive "$id" "$path" > "$PRIVATE/files"
      echo "count $(jq --raw-output 'select(.type == "file") | 1' "$PRIVATE/files" | wc -l)" > "$PRIVATE/restored"
      "${0%/*}/compare.sh" files "$PRIVATE/restored"
      ;;
  esac
done
echo "$path" > "$STAGING/files.path"
echo "$id" > "$STAGING/snapshot"
if has erasures.jsonl; then
  ledger=$(restic dump "$id" "$staging/erasures.jsonl" | sed 's/\\/\\\\/g; s/"/\\"/g' | awk '{ printf "%s\\n", $0 }')
  # Not by echo, which understands backslashes.
  printf 'homelab-ledger "%s"\n' "$ledger"
fi
