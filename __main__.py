"""The project's Pulumi program: one stack is one AI workspace."""

from stacks.workspace import deploy

deploy()
