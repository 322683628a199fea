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

render() { # SIDE OPTION...
  local side=$1 status=0
  without_workflow "$work/$side-venv/bin/homelab" render "${options[@]}" "${@:2}" --cwd "$(root "$side")/$FOLDER" \
    --out "$work/$side-rendered" 2>> "$work/$side.log" || status=$?
  cat "$work/$side.log"
  return "$status"
}

touch "$work/before.log"
if [ -d "$work/before-venv" ] && [ -f "$(root before)/$FOLDER/Pulumi.yaml" ]; then
  render before || echo "before: not rendered"
fi
# What its volumes cannot become is refused here as by the engine; the rest of the change is shown all the same.
if [ -d "$work/before-rendered" ] && ! render after --deployed "$work/before-rendered"; then
  mv "$work/after.log" "$work/refused.log"
fi
if [ ! -d "$work/after-rendered" ]; then render after || echo "after: not rendered"; fi
