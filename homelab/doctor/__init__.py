"""``homelab doctor``: what is wrong with a running workspace, from outside by its URL and from inside its namespace."""
