"""Hints for keys that LibreChat does not have."""

from homelab.librechat_config.history import KEYS
from homelab.librechat_config.schema.problem import Keys
from homelab.librechat_config.schema.values import is_at


def hint(keys: Keys) -> str | None:
    """Hint for an unknown key, or a value of a wrong type."""
    return next((advice for pattern, advice in KEYS.items() if is_at(keys, pattern)), None)
