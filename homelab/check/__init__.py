"""The ``homelab check`` command, for hand-written configuration files."""
