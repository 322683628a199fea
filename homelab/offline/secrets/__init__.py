"""Secrets of a render in forms that can be committed."""

from homelab.offline.secrets.formats import SecretsOptions, publishable, read_values

__all__ = ["SecretsOptions", "publishable", "read_values"]
