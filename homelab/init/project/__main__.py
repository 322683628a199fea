"""A private AI workspace: its arguments are in Pulumi.STACK.yaml, its outputs those of `pulumi stack output`."""

from homelab.stack import deploy

workspace = deploy()
