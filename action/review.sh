#!/usr/bin/env bash
# Renders, checks and compares both sides: comment.md, the run's summary, and whether the change is refused.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sides.sh"

options=(--stack "$STACK" --before-homelab "$work/before-venv/bin/homelab" --label "$LABEL")
while IFS= read -r line; do
  if [ -n "$line" ]; then options+=(--config "$line"); fi
done <<< "$CONFIG"
if [ -n "$PRICES" ]; then options+=(--prices "$(root after)/$PRICES"); fi
if [ -n "$POLICY_CONFIG" ]; then options+=(--policy-config "$(root after)/$POLICY_CONFIG"); fi
if [ "$IS_LABELLED" = true ]; then options+=(--allow-data-loss); fi

# A repository in which the folder is new has no project before.
before=$(root before)/$FOLDER
mkdir -p "$before"

# The repository's code runs without the files by which a step of a workflow tells the next one what to do.
status=0
env --unset=GITHUB_ENV --unset=GITHUB_PATH --unset=GITHUB_OUTPUT --unset=GITHUB_STATE --unset=GITHUB_STEP_SUMMARY \
  "$work/after-venv/bin/homelab" review "$before" "$(root after)/$FOLDER" "${options[@]}" > "$work/comment.md" \
  || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
cat "$work/comment.md" >> "$GITHUB_STEP_SUMMARY"
{
  echo "comment=$work/comment.md"
  if [ "$status" = 1 ]; then echo "refused=true"; else echo "refused=false"; fi
} >> "$GITHUB_OUTPUT"
