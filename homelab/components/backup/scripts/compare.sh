#!/bin/sh
# Compares what is restored with what was counted at the time of the backup.
# usage: compare.sh STORE FILE, whose lines are a name and a number
set -eu

awk -v store="$1" '
  NR == FNR { restored[$1] = $2; next }
  $1 == store {
    found = restored[$2] + 0
    wrong = found < $3 || found > $4
    counted = $3 == $4 ? $3 : $3 " to " $4
    print (wrong ? "homelab-differs " : "same ") $1, $2, "restored", found, "of", counted
    failed = failed || wrong; compared++
  }
  END {
    if (!compared) print "homelab-differs", store, "nothing to compare with"
    exit failed || !compared
  }
' "$2" "$STAGING/$1.counts"
