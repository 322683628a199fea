"""What LibreChat would say to what it is told."""

import re

import yaml

from homelab.librechat_config.schema import problems
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.variables.check import Reader, unknown_variables


def complaints(settings: Settings) -> list[str]:
    """What LibreChat would reject, ignore or misread, and variables that nobody reads."""
    text = yaml.safe_dump(dict(settings.config))
    variables = [*settings.environment, *settings.secrets]
    found = problems({"version": "1.3.17", **settings.config}, variables=variables, environment=settings.environment)
    referenced = re.findall(r"\$\{([^}]*)\}", text)
    unread = unknown_variables(variables, reader=Reader.LIBRECHAT, referenced=referenced)
    return [*map(str, found), *unread]


def shown(settings: Settings) -> str:
    """All of it that is no secret."""
    return yaml.safe_dump({"config": dict(settings.config), "environment": dict(settings.environment)})
