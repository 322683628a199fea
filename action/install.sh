#!/usr/bin/env bash
# Checks out what a pull request is merged into, beside the merge, and installs the packages that either one pins.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/sides.sh"

if ! git rev-parse --quiet --verify HEAD^2 > /dev/null; then
  echo "::error::This is not the merge of a pull request: check it out by actions/checkout, with fetch-depth: 2"
  exit 1
fi
rm -rf "$work"
mkdir -p "$work"
git worktree prune
git worktree add --quiet --detach "$work/before" HEAD^1
if [ -f "$work/before/.gitmodules" ]; then
  git -C "$work/before" submodule --quiet update --init \
    || echo "::warning::Before: the submodules cannot be checked out"
fi

install() { # SIDE
  python -m venv "$work/$1-venv"
  # Paths in it are those from its root.
  (cd "$(root "$1")" \
    && "$work/$1-venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$REQUIREMENTS")
}

# Whether both sides install the same: the file is, and so are the folders that it names, such as ./homelab[aws].
is_same() {
  if grep --quiet --extended-regexp '^(-r|--requirement|-c|--constraint|/|file:)' "$REQUIREMENTS"; then return 1; fi
  local folders
  mapfile -t folders < <(sed --quiet --regexp-extended 's/^(-e |--editable[ =])?(\.[^][ ;#]*).*/\2/p' "$REQUIREMENTS")
  git diff --quiet HEAD^1 HEAD -- "$REQUIREMENTS" "${folders[@]}"
}

install after
if (cd "$(root after)" && is_same); then
  ln -s after-venv "$work/before-venv"
elif ! [ -f "$(root before)/$REQUIREMENTS" ]; then
  echo "::warning::Before: there is no $REQUIREMENTS"
elif ! install before; then
  # What is half installed would render something else.
  rm -rf "$work/before-venv"
  echo "::warning::Before: the packages cannot be installed"
fi
