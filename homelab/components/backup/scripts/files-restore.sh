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
tar -x -o -f "$PRIVATE/archive" -C "$FILES" --strip-components="$(printf '%s' "$path" | tr -dc / | wc -c)"
wait "$archive"
echo "restored files"
