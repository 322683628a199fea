#!/usr/bin/env bash
# Renders both sides, with placeholders for secrets, and keeps what is printed for the comment.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sides.sh"

options=(--stack "$STACK" --secrets placeholder)
while IFS= read -r line; do
  if [ -n "$line" ]; then options+=(--config "$line"); fi
done <<< "$CONFIG"
# One list of prices for both, so that a difference is one of the stack.
if [ -n "$PRICES" ]; then options+=(--prices "$(root after)/$PRICES"); fi

for side in before after; do
  folder=$(root "$side")/$FOLDER
  touch "$work/$side.log"
  if [ "$side" = after ] || { [ -d "$work/before-venv" ] && [ -f "$folder/Pulumi.yaml" ]; }; then
    without_workflow "$work/$side-venv/bin/homelab" render "${options[@]}" --cwd "$folder" --out "$work/$side-rendered" \
      2>> "$work/$side.log" || echo "$side: not rendered"
    cat "$work/$side.log"
  fi
done
