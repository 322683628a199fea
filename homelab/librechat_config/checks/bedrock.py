"""Checks of Amazon Bedrock: models and credentials."""

import re
from collections.abc import Iterator

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.providers.bedrock import CREDENTIAL_VARIABLES
from homelab.librechat_config.schema import Problem
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.sections import section

_BEDROCK = ("endpoints", "bedrock")
_NEEDS_PROFILE = re.compile(r"anthropic\.claude-(?!3-|v[12]|instant)")


def model_problems(configuration: Configuration) -> Iterator[Problem]:
    """Models that require an inference profile, and profiles of models that are not offered."""
    own = section(configuration.config, *_BEDROCK)
    profiles, models = section(own, "inferenceProfiles"), own.get("models", [])
    used = [*select(configuration.config, "endpoints.bedrock.models.*")]
    if "titleEndpoint" not in own:
        used += select(configuration.config, "endpoints.bedrock.titleModel")
    for keys, model in used:
        if isinstance(model, str) and _NEEDS_PROFILE.match(model) and model not in profiles:
            yield Problem(
                keys,
                f"AWS refuses {model} by itself: name an inference profile such as us.{model}, eu.{model} or "
                f"global.{model}, or set its ARN in endpoints.bedrock.inferenceProfiles",
            )
    for model in profiles:
        if models and isinstance(models, list) and model not in models:
            yield Problem(
                (*_BEDROCK, "inferenceProfiles", model), "no effect: it is not among endpoints.bedrock.models"
            )


def credential_problems(configuration: Configuration) -> Iterator[str]:
    """Message if LibreChat would use the key of S3 for Bedrock, too."""
    names = configuration.variables.names
    has_credentials = configuration.variables.may_have(*CREDENTIAL_VARIABLES)
    if "BEDROCK_AWS_DEFAULT_REGION" in names and not has_credentials and "AWS_ACCESS_KEY_ID" in names:
        yield (
            "bedrock by role and a key of S3 (librechat.storage.s3.access_key) are mutually exclusive: LibreChat would "
            "call Bedrock with the key of S3; give bedrock keys of its own, or S3 a role"
        )
