#!/bin/sh
# Encrypts the workspace's keys to public keys of age, whose private keys are not here.
set -eu
umask 077

for file in "$KEYS"/*; do
  # A line break in a value is written as \n.
  printf '%s=%s\n' "${file##*/}" "$(awk '{ printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }' "$file")"
done > "$PRIVATE/keys.env"
sops encrypt --age "$RECIPIENTS" --input-type dotenv --output-type dotenv "$PRIVATE/keys.env" > "$STAGING/keys.env.partial"
rm "$PRIVATE/keys.env"
# Tells whether a workspace has the same key, and nothing about the key.
[ ! -e "$KEYS/CREDS_KEY" ] || sha256sum "$KEYS/CREDS_KEY" | cut -c 1-12 > "$STAGING/keys.fingerprint"
mv "$STAGING/keys.env.partial" "$STAGING/keys.env"
