#!/bin/sh
# Writes the snapshot's files into LibreChat's volume. Files that are there and not in the snapshot stay.
set -eu
[ "$ACTION" = restore ] && [ -e "$STAGING/files.counts" ] || exit 0

path=$(cat "$STAGING/files.path")
mkfifo "$PRIVATE/archive"
# As an archive: restic itself fails to set the modes of folders that the kubelet has made.
restic dump --archive tar "$(cat "$STAGING/snapshot")" "$path" > "$PRIVATE/archive" &
archive=$!
# Without the folder itself and those above it.
# As its input: GNU's tar would take the pipe for a tape, of which every read is a whole block.
tar -x -o -f - -C "$FILES" --strip-components="$(printf '%s' "$path" | tr -dc / | wc -c)" < "$PRIVATE/archive"
wait "$archive"
echo "restored files"
