#!/usr/bin/env bash
# Checks and compares both sides: comment.md, the run's summary, and whether the change is refused.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sides.sh"

homelab=$work/after-venv/bin/homelab
options=(--before-log "$work/before.log" --after-log "$work/after.log" --label "$LABEL")
if [ "$IS_LABELLED" = true ]; then options+=(--allow-data-loss); fi
if [ -f "$work/refused.log" ]; then options+=(--refused "$work/refused.log"); fi
if [ -n "$POLICY_CONFIG" ]; then options+=(--policy-config "$(root after)/$POLICY_CONFIG"); fi

status=0
without_workflow "$homelab" review "$work/before-rendered" "$work/after-rendered" "${options[@]}" \
  > "$work/comment.md" || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
cat "$work/comment.md" >> "$GITHUB_STEP_SUMMARY"
{
  echo "comment=$work/comment.md"
  if [ "$status" = 1 ]; then echo "refused=true"; else echo "refused=false"; fi
} >> "$GITHUB_OUTPUT"
