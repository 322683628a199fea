"""Environment variables of LibreChat and its RAG API: known names, addresses and secrets."""

from homelab.librechat_config.variables.check import unknown_variables
from homelab.librechat_config.variables.reader import Reader

__all__ = ["Reader", "unknown_variables"]
