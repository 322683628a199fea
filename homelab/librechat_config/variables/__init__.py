"""Which environment variables LibreChat and its RAG API read."""

from homelab.librechat_config.variables.check import Reader, unknown_variables

__all__ = ["Reader", "unknown_variables"]
