"""Amazon Bedrock."""

from collections.abc import Sequence

import pulumi

from homelab.librechat_config.endpoints.base import endpoint_section
from homelab.librechat_config.endpoints.bedrock_args import BedrockArgs, BedrockGuardrailArgs
from homelab.librechat_config.endpoints.keys import USER_PROVIDED, is_enabled
from homelab.librechat_config.endpoints.rendering import renamed
from homelab.librechat_config.settings import SecretValue, Section, Settings, given, secret_of

_SECRETS = {
    "access_key_id": "BEDROCK_AWS_ACCESS_KEY_ID",
    "secret_access_key": "BEDROCK_AWS_SECRET_ACCESS_KEY",
    "session_token": "BEDROCK_AWS_SESSION_TOKEN",
    "bearer_token": "BEDROCK_AWS_BEARER_TOKEN",
}
_GUARDRAIL_KEYS = {
    "identifier": "guardrailIdentifier",
    "version": "guardrailVersion",
    "trace": "trace",
    "stream_processing_mode": "streamProcessingMode",
}


def settings(args: BedrockArgs) -> Settings:
    """Region, credentials and address, and the section ``endpoints.bedrock``."""
    if not is_enabled(args):
        return Settings()
    section = {
        **endpoint_section(args),
        **renamed(args, {"regions": "availableRegions", "inference_profiles": "inferenceProfiles"}),
        **({"models": list(model_names(args))} if "models" in args else {}),
        **({"guardrailConfig": _guardrail(args["guardrail"])} if "guardrail" in args else {}),
    }
    return Settings(
        config={"endpoints": {"bedrock": section}},
        environment=_environment(args),
        secrets=_secrets(args),
        servers=[args["base_url"]] if "base_url" in args else [],
    )


def model_names(args: BedrockArgs) -> Sequence[str]:
    """The models on offer, the default one first."""
    models = args.get("models", [])
    first = [args["default_model"]] if "default_model" in args else []
    return list(dict.fromkeys([*first, *models]))


def _guardrail(args: BedrockGuardrailArgs) -> Section:
    return renamed(args, _GUARDRAIL_KEYS)


def _environment(args: BedrockArgs) -> dict[str, pulumi.Input[str]]:
    # LibreChat puts https:// before it.
    address = args["base_url"].removeprefix("https://").rstrip("/") if "base_url" in args else None
    variables = {
        "BEDROCK_AWS_DEFAULT_REGION": args["region"],
        "BEDROCK_AWS_PROFILE": args.get("profile"),
        "BEDROCK_REVERSE_PROXY": address,
    }
    entered = dict.fromkeys(_SECRETS.values(), USER_PROVIDED) if args.get("user_provided") else {}
    return {**given(variables), **entered}


def _secrets(args: BedrockArgs) -> dict[str, SecretValue]:
    return given({variable: secret_of(args, name) for name, variable in _SECRETS.items()})
