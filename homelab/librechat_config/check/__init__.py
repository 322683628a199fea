"""``homelab check``: what is wrong in files that were written by hand."""
