"""Backups of a running workspace: starting one, listing what there is, and restoring."""
