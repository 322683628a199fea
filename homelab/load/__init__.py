"""The ``homelab load`` command: people who chat, as many as there may be, against a running workspace."""
