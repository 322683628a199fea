"""Arguments of Azure OpenAI."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY, secret, unique, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.endpoints.base import EndpointArgs
from homelab.librechat_config.endpoints.compatible import ADD_PARAMS
from homelab.librechat_config.endpoints.headers import HeadersArgs

_GROUP_NAME = Constraint(
    "a name with letters or digits such as 'sweden'", lambda value: re.search(r"[A-Za-z0-9]", value) is not None
)
_INSTANCE = Constraint(
    "the name of an Azure OpenAI resource such as 'my-resource', or its host such as "
    "'my-resource.cognitiveservices.azure.com', without https://",
    lambda value: re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9]*(\.[-a-z0-9.]+\.azure\.com)?", value) is not None,
)
_VERSION = Constraint(
    "a version of Azure's API such as '2024-10-21' or '2025-04-01-preview'",
    lambda value: re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?|preview|latest", value) is not None,
)


@constrain(name=NAME, deployment=NAME, version=_VERSION)
class AzureModelArgs(TypedDict):
    """A model of a group."""

    name: str
    """What people see; LibreChat knows a model's abilities by it, for example ``gpt-4o``. Unique among all groups."""
    deployment: NotRequired[pulumi.Input[str]]
    """Name of the deployment. Default: that of the group."""
    version: NotRequired[pulumi.Input[str]]
    """Version of Azure's API. Default: that of the group."""


def _fits_kind(group: Mapping[str, Any]) -> Iterable[str]:
    """What LibreChat refuses to start with, and what it ignores."""
    if not group.get("serverless", False):
        if "instance_name" not in group:
            yield "missing argument instance_name: only a serverless group has none"
        for model in group["models"]:
            for name, of_group in (("deployment", "deployment_name"), ("version", "version")):
                if name not in model and of_group not in group:
                    yield f"model {model['name']} has no {name}: give {of_group}, or {name} of the model"
        return
    if "base_url" not in group:
        yield "missing argument base_url: a serverless group needs it"
    for name in ("instance_name", "deployment_name"):
        if name in group:
            yield f"{name} has no effect with serverless: true"
    for model in group["models"]:
        yield from (
            f"{name} of model {model['name']} has no effect with serverless: true"
            for name in ("deployment", "version")
            if name in model
        )


@rules(
    mutually_exclusive("api_key", "api_key_secret", required=True),
    Rule(
        ("serverless", "instance_name", "deployment_name", "version", "base_url", "models"),
        _fits_kind,
    ),
)
@constrain(
    name=_GROUP_NAME,
    api_key=secret(),
    instance_name=_INSTANCE,
    deployment_name=NAME,
    version=_VERSION,
    base_url=url("http", "https", example="https://my-model.swedencentral.models.ai.azure.com/v1"),
    models=NOT_EMPTY,
    add_params=ADD_PARAMS,
    drop_params=NOT_EMPTY,
)
class AzureGroupArgs(HeadersArgs):
    """Models of one Azure OpenAI resource, or one serverless deployment."""

    name: str
    """Name of the group, unique among them; nobody sees it."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key of the resource. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    models: list[AzureModelArgs]
    """Models on offer, the preferred one first."""
    instance_name: NotRequired[pulumi.Input[str]]
    """Name or host of the resource; needed, unless ``serverless``."""
    deployment_name: NotRequired[pulumi.Input[str]]
    """Deployment of models that name none. Default: none."""
    version: NotRequired[pulumi.Input[str]]
    """Version of Azure's API for models that name none. Default: none."""
    serverless: NotRequired[bool]
    """Whether it is a serverless deployment, at ``base_url``. Default: false."""
    base_url: NotRequired[str]
    """Address of a serverless deployment, or of a gateway; LibreChat puts ``${INSTANCE_NAME}`` and
    ``${DEPLOYMENT_NAME}`` in. Default: Azure's own."""
    add_params: NotRequired[dict[str, Any]]
    """Parameters that every request has. Default: none."""
    drop_params: NotRequired[list[str]]
    """Parameters that no request has. Default: none."""
    assistants: NotRequired[bool]
    """Whether the models are for Azure's assistants, too. Default: false."""


def _models_are_unique(group: Mapping[str, Any]) -> Iterable[str]:
    names = Counter(model["name"] for azure_group in group["groups"] for model in azure_group["models"])
    yield from (
        f"{count} models are called {name}: their names are unique" for name, count in names.items() if count > 1
    )


@rules(Rule(("groups",), _models_are_unique))
@constrain(
    groups=Constraint(
        f"a list that is not empty, of {unique('name').expected}",
        lambda value: len(value) > 0 and unique("name").accepts(value),
        {"minItems": 1},
    )
)
class AzureOpenAIArgs(EndpointArgs):
    """Azure OpenAI."""

    enabled: NotRequired[bool]
    """Whether LibreChat offers it. Default: true, where the group is given."""
    groups: list[AzureGroupArgs]
    """Resources and serverless deployments, the preferred one first."""
