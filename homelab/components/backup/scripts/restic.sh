# Functions for scripts with restic.
# shellcheck shell=sh

# Prints the snapshots of this workspace, in JSON. A pod's name would be another host each time.
snapshots() {
  restic snapshots --host "$WORKSPACE" --tag homelab --json
}

# restic, which waits for a lock of somebody else's: that of a pod that was killed is stale after half an hour.
patient_restic() {
  case $(restic help 2>&1) in
    *--retry-lock*) restic --retry-lock 45m "$@" ;;
    *) restic "$@" ;; # before 0.16
  esac
}
