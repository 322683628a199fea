"""``python -m homelab`` is the ``homelab`` command."""

from homelab.cli import main

main()
