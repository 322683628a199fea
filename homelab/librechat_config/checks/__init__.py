"""Checks of a final configuration that LibreChat's schema does not have: conflicts and options without effect."""

from collections.abc import Iterator

from homelab.librechat_config.checks import bedrock, email, ineffective, names, sign_in
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema import Problem


def configuration_problems(configuration: Configuration) -> Iterator[Problem]:
    """Problems between sections of librechat.yaml, or between it and the environment."""
    yield from names.unknown_names(configuration)
    yield from bedrock.model_problems(configuration)
    yield from ineffective.ineffective_options(configuration)


def variable_problems(configuration: Configuration) -> Iterator[str]:
    """Messages about conflicting variables."""
    yield from sign_in.sign_in_problems(configuration)
    yield from email.email_problems(configuration)
    yield from bedrock.credential_problems(configuration)
