# Where the two sides of a pull request stand: `after` is the merge, `before` what it is merged into.
work=$RUNNER_TEMP/homelab-review-$STACK

root() { # SIDE
  if [ "$1" = before ]; then echo "$work/before"; else git rev-parse --show-toplevel; fi
}
