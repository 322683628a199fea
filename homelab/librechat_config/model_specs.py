"""Model specs, which users select instead of models, derived from the providers on request."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, cast

from homelab.librechat_config.configuration import Section, without_empty
from homelab.librechat_config.offered import Endpoint
from homelab.librechat_config.sections import as_section, items, section

_WITH_ICON = ("anthropic", "azureOpenAI", "bedrock", "google", "openAI")
"""Endpoints for which LibreChat has icons."""
_WITHOUT_MODELS = ("assistants", "azureAssistants")


class ModelSpecsArgs(TypedDict):
    """Model specs. Set your own in ``librechat.config.modelSpecs``."""

    from_providers: NotRequired[bool]
    """Whether to add a spec for each model in a provider's ``models``, after your own and in the same order; the first
    spec is the default. Default: false."""
    enforce: NotRequired[bool]
    """Whether users can only use the specs. Default: false."""


def derived_specs(args: ModelSpecsArgs, own: Mapping[str, Any], endpoints: Sequence[Endpoint]) -> Section:
    """Derive the section ``modelSpecs``.

    :param own: The user's own section.
    :param endpoints: Endpoints that the configuration offers.
    """
    own_specs = own.get("list", [])
    enforce = own.get("enforce", args.get("enforce", False))
    specs: Section = {"enforce": enforce, "prioritize": True, **own}
    if isinstance(own_specs, list):
        specs["list"] = _with_default([*cast(list[object], own_specs), *_derived(args, own_specs, endpoints)])
    return specs


def violations(args: ModelSpecsArgs | None, config: Mapping[str, Any]) -> Iterator[str]:
    """Message about arguments without an effect.

    :param config: Final librechat.yaml.
    """
    if args is not None and section(config, "modelSpecs").get("list") == []:
        yield (
            "librechat.model_specs has no effect without specs: set librechat.model_specs.from_providers and models "
            "of a provider, or librechat.config.modelSpecs.list"
        )


def _derived(args: ModelSpecsArgs, own_specs: object, endpoints: Sequence[Endpoint]) -> list[Section]:
    if not args.get("from_providers"):
        return []
    names = [spec.get("name") for spec in items(own_specs)]
    return [spec for endpoint in endpoints for spec in _specs_of(endpoint) if spec["name"] not in names]


def _specs_of(endpoint: Endpoint) -> Iterator[Section]:
    if endpoint.name in _WITHOUT_MODELS:
        return
    for rank, model in enumerate(endpoint.models):
        description = None
        if len(endpoint.models) > 1:
            description = f"Fallback {rank} of {endpoint.label}" if rank else f"Default of {endpoint.label}"
        yield without_empty(
            {
                "name": f"{endpoint.name}/{model}",
                "label": model,
                "description": description,
                "group": endpoint.label,
                "groupIcon": endpoint.name if endpoint.name in _WITH_ICON else None,
                "preset": {"endpoint": endpoint.name, "model": model},
            }
        )


def _with_default(specs: Sequence[object]) -> list[object]:
    """Make the first visible spec the default, unless a spec already is."""
    if any(spec.get(key) is True for spec in items(specs) for key in ("default", "softDefault")):
        return list(specs)
    visible = (index for index, spec in enumerate(specs) if as_section(spec).get("showInMenu", True) is not False)
    first = next(visible, None)
    return [
        {**as_section(spec), "softDefault": True} if index == first and as_section(spec) else spec
        for index, spec in enumerate(specs)
    ]
