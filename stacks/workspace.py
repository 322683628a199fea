"""What the stacks of this project run: the same as in every project of ``homelab init``."""

from homelab.stack import deploy

__all__ = ["deploy"]
