"""Valkey: the server, and a dedicated one for a single client."""

from homelab.components.valkey.args import ValkeyArgs, ValkeyServerArgs
from homelab.components.valkey.component import PORT, Valkey

__all__ = ["PORT", "Valkey", "ValkeyArgs", "ValkeyServerArgs"]
