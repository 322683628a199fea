"""How the kinds of storage keep a secret argument."""

from collections.abc import Callable

import pulumi

from homelab.kubernetes import SecretReference

StoreSecret = Callable[[str, pulumi.Input[str]], SecretReference]
"""Puts a value into a Secret whose name ends in the first argument, and says where it is."""
