#!/usr/bin/env bash
# Checks policies and compares both sides: comment.md, the run's summary, and whether the change is refused.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sides.sh"

homelab=$work/after-venv/bin/homelab
options=(--before-log "$work/before.log" --after-log "$work/after.log" --label "$LABEL")
if [ "$IS_LABELLED" = true ]; then options+=(--allow-data-loss); fi

# Earlier versions of the library have no policies.
help=$("$homelab" check --help)
if [[ $help != *--policies* ]]; then
  echo "Policies are not checked: this version of homelab has none"
elif [ -d "$work/after-rendered" ]; then
  policies=(--policies)
  if [ -n "$POLICY_CONFIG" ]; then policies+=(--policy-config "$(root after)/$POLICY_CONFIG"); fi
  # Its lines begin with the folder as it is given here.
  (cd "$work" && without_workflow "$homelab" check "${policies[@]}" after-rendered > policies.log 2>&1) \
    || options+=(--policies-failed)
  options+=(--policies "$work/policies.log")
fi

status=0
without_workflow "$homelab" review "$work/before-rendered" "$work/after-rendered" "${options[@]}" \
  > "$work/comment.md" || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
cat "$work/comment.md" >> "$GITHUB_STEP_SUMMARY"
{
  echo "comment=$work/comment.md"
  if [ "$status" = 1 ]; then echo "refused=true"; else echo "refused=false"; fi
} >> "$GITHUB_OUTPUT"
