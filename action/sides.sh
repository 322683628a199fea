# Where the two sides of a pull request stand: `after` is the merge, `before` what it is merged into.
work=$RUNNER_TEMP/homelab-review-$STACK

root() { # SIDE
  if [ "$1" = before ]; then echo "$work/before"; else git rev-parse --show-toplevel; fi
}

# The repository's code runs without the files by which a step of a workflow tells the next one what to do.
without_workflow() {
  env --unset=GITHUB_ENV --unset=GITHUB_PATH --unset=GITHUB_OUTPUT --unset=GITHUB_STATE --unset=GITHUB_STEP_SUMMARY "$@"
}
