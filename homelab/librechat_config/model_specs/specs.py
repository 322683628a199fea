"""Model specs: the section ``modelSpecs`` of librechat.yaml."""

from collections.abc import Iterator, Sequence

import pulumi

from homelab.librechat_config.model_specs.arguments import ModelSpecArgs, ModelSpecsArgs
from homelab.librechat_config.model_specs.preset import preset
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import Section, Settings, given

AGENTS = "agents"
"""The endpoint whose models are agents in the database; every LibreChat has it."""
_WITHOUT_MODELS = (AGENTS, "assistants", "azureAssistants")
_WITH_ICON = ("anthropic", "azureOpenAI", "bedrock", "google", "openAI")
"""Endpoints whose names LibreChat has icons for."""
_KEYS = {
    "description": "description",
    "group": "group",
    "icon": "iconURL",
    "conversation_starters": "conversation_starters",
    "show_on_landing": "showOnLanding",
    "show_in_menu": "showInMenu",
    "show_icon_in_menu": "showIconInMenu",
    "show_icon_in_header": "showIconInHeader",
    "hide_badge_row": "hideBadgeRow",
    "web_search": "webSearch",
    "file_search": "fileSearch",
    "execute_code": "executeCode",
    "memory": "memory",
    "ask_user_question": "askUserQuestion",
    "artifacts": "artifacts",
    "skills": "skills",
    "mcp_servers": "mcpServers",
}


def settings(args: ModelSpecsArgs, offered: Sequence[OfferedModels]) -> Settings:
    """The section ``modelSpecs``.

    :param offered: What providers offer, in the order of preference.
    """
    if not args.get("enabled", True):
        return Settings()
    specs, icons = all_specs(args, offered), _group_icons(args, offered)
    section = {
        "enforce": args.get("enforce", False),
        "prioritize": args.get("prioritize", True),
        "addedEndpoints": args.get("added_endpoints"),
        "list": [given({**_spec(args, specs, spec), "groupIcon": icons.get(spec.get("group"))}) for spec in specs],
    }
    return Settings(config={"modelSpecs": given(section)})


def interface_defaults(args: ModelSpecsArgs) -> dict[str, bool]:
    """What the interface has to hide, by its arguments: LibreChat refuses what people choose beside enforced specs."""
    is_enforced = args.get("enabled", True) and args.get("enforce", False)
    return dict.fromkeys(("model_select", "parameters", "presets"), False) if is_enforced else {}


def all_specs(args: ModelSpecsArgs, offered: Sequence[OfferedModels]) -> list[ModelSpecArgs]:
    """Those that are given, and after them those made from what is offered, unless one of that name is given."""
    own = args.get("specs", [])
    names = {spec["name"] for spec in own}
    made = (spec for each in offered for spec in _specs_of(each)) if args.get("from_providers") else ()
    return [*own, *(spec for spec in made if spec["name"] not in names)]


def visible_names(specs: Sequence[ModelSpecArgs]) -> list[str]:
    """Names of the specs that people can see."""
    return [spec["name"] for spec in specs if spec.get("show_in_menu", True)]


def _specs_of(offered: OfferedModels) -> Iterator[ModelSpecArgs]:
    if offered.endpoint in _WITHOUT_MODELS:
        return
    for rank, model in enumerate(offered.models):
        spec: ModelSpecArgs = {
            "name": f"{offered.endpoint}/{model}",
            "label": model,
            "endpoint": offered.endpoint,
            "model": model,
            "group": offered.label,
        }
        if len(offered.models) > 1:
            spec["description"] = f"Fallback {rank} of {offered.label}" if rank else f"Default of {offered.label}"
        yield spec


def _spec(args: ModelSpecsArgs, specs: Sequence[ModelSpecArgs], spec: ModelSpecArgs) -> Section:
    name, endpoint = spec["name"], spec.get("endpoint", AGENTS)
    soft_default = args.get("soft_default", next(iter(visible_names(specs)), None))
    return given(
        {
            "name": name,
            "label": spec.get("label", name),
            "default": True if name == args.get("default") else None,
            "softDefault": True if "default" not in args and name == soft_default else None,
            **{key: spec.get(field) for field, key in _KEYS.items()},
            "preset": given(
                {
                    "endpoint": endpoint,
                    "model": spec.get("model"),
                    "agent_id": spec.get("agent_id"),
                    "assistant_id": spec.get("assistant_id"),
                    **preset(endpoint, spec.get("preset", {})),
                }
            ),
        }
    )


def _group_icons(args: ModelSpecsArgs, offered: Sequence[OfferedModels]) -> dict[str | None, pulumi.Input[str]]:
    """LibreChat takes a group's icon from the first of its specs that has one."""
    icons: dict[str | None, pulumi.Input[str]] = {}
    if args.get("from_providers"):
        icons.update({each.label: each.endpoint for each in offered if each.endpoint in _WITH_ICON})
    icons.update({group["name"]: group["icon"] for group in args.get("groups", [])})
    return icons
