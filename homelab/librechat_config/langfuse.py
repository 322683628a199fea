"""Langfuse: traces of what models, tools and agents did."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY, secret
from homelab.kubernetes import SecretReference
from homelab.librechat_config.private_addresses import beyond_https, server_url
from homelab.librechat_config.settings import SecretValue, Section, Settings, given, secret_of


class LangfuseUserField(StrEnum):
    """What LibreChat knows of a user."""

    ID = "id"
    EMAIL = "email"
    USERNAME = "username"
    NAME = "name"
    OPENID_ID = "openidId"
    SAML_ID = "samlId"
    LDAP_ID = "ldapId"
    GOOGLE_ID = "googleId"
    GITHUB_ID = "githubId"
    DISCORD_ID = "discordId"
    APPLE_ID = "appleId"
    FACEBOOK_ID = "facebookId"
    ROLE = "role"
    PROVIDER = "provider"


class LangfuseConversationField(StrEnum):
    """What LibreChat knows of a conversation."""

    CONVERSATION_ID = "conversationId"
    ENDPOINT = "endpoint"
    ENDPOINT_TYPE = "endpointType"
    PROVIDER = "provider"
    MODEL = "model"
    MODEL_LABEL = "modelLabel"
    SPEC = "spec"


@constrain(
    public_key=NAME,
    secret_key=secret(),
    base_url=server_url("https", "http"),
    project_id=NAME,
    sample_rate=Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1, {"minimum": 0, "maximum": 1}),
    environment=NAME,
    user_id_field=Constraint(
        "a field that users differ in, such as 'email'",
        lambda field: field not in (LangfuseUserField.ROLE, LangfuseUserField.PROVIDER),
    ),
    user_metadata_fields=NOT_EMPTY,
    conversation_metadata_fields=NOT_EMPTY,
)
@rules(mutually_exclusive("secret_key", "secret_key_secret", required=True))
class LangfuseArgs(TypedDict):
    """Traces go to a project of Langfuse, with what people write and models answer."""

    enabled: NotRequired[bool]
    """Whether there are traces. Default: true, where the group is given."""
    public_key: pulumi.Input[str]
    """Public key of the project, which is no secret."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Secret key of the project. Default: none; it or ``secret_key_secret`` is needed."""
    secret_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``secret_key``. Default: none."""
    base_url: str
    """Address of Langfuse, such as https://cloud.langfuse.com."""
    project_id: NotRequired[pulumi.Input[str]]
    """Id of the project. Default: LibreChat asks Langfuse."""
    sample_rate: NotRequired[float]
    """Part of the answers that are traced, from 0 to 1. Default: 1."""
    environment: NotRequired[pulumi.Input[str]]
    """Name of this installation in Langfuse, such as production. Default: none."""
    user_id_field: NotRequired[LangfuseUserField]
    """What traces name a user by. Default: id, LibreChat's own."""
    user_metadata_fields: NotRequired[list[LangfuseUserField]]
    """What else traces say of a user. Default: nothing."""
    conversation_metadata_fields: NotRequired[list[LangfuseConversationField]]
    """What traces say of a conversation. Default: nothing."""


def settings(args: LangfuseArgs) -> Settings:
    """What LibreChat reads of Langfuse."""
    if not args.get("enabled", True):
        return Settings()
    return Settings(
        config=given({"langfuse": given({"trace": _trace(args)})}),
        environment=given(
            {
                "LANGFUSE_PUBLIC_KEY": args["public_key"],
                "LANGFUSE_BASE_URL": args["base_url"],
                "LANGFUSE_PROJECT_ID": args.get("project_id"),
                "LANGFUSE_SAMPLE_RATE": str(args["sample_rate"]) if "sample_rate" in args else None,
                "LANGFUSE_TRACING_ENVIRONMENT": args.get("environment"),
            }
        ),
        secrets={"LANGFUSE_SECRET_KEY": cast(SecretValue, secret_of(args, "secret_key"))},
        servers=beyond_https([args["base_url"]]),
    )


def _trace(args: LangfuseArgs) -> Section:
    return given(
        {
            "userIdField": LangfuseUserField(args["user_id_field"]).value if "user_id_field" in args else None,
            "userMetadataFields": _values(args.get("user_metadata_fields")),
            "conversationMetadataFields": _values(args.get("conversation_metadata_fields")),
        }
    )


def _values(members: Sequence[StrEnum] | None) -> list[str] | None:
    return None if members is None else [str(member) for member in members]
