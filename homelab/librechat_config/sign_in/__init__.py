"""Sign-in: by whom LibreChat lets people be known. One module a family of providers."""

from homelab.librechat_config.sign_in.auth import AuthArgs, needs_session_secret, settings
from homelab.librechat_config.sign_in.other_groups import PEOPLE

__all__ = ["PEOPLE", "AuthArgs", "needs_session_secret", "settings"]
