"""Secrets that LibreChat requires."""

from homelab.components.credentials.args import CredentialsArgs, SecurityArgs
from homelab.components.credentials.component import Credentials

__all__ = ["Credentials", "CredentialsArgs", "SecurityArgs"]
