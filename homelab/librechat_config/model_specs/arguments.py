"""Arguments of model specs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, NOT_EMPTY
from homelab.librechat_config.model_specs.preset import ModelPresetArgs, unknown_parameters


def _target(group: Mapping[str, Any]) -> Iterable[str]:
    given = [name for name in ("model", "agent_id", "assistant_id") if name in group]
    if len(given) != 1:
        yield f"expected one of model, agent_id, assistant_id, got {' and '.join(given) or 'none'}"
    if "agent_id" in group and group.get("endpoint", "agents") != "agents":
        yield f"agent_id: expected endpoint agents, got {group['endpoint']}"
    if "agent_id" not in group and "endpoint" not in group:
        yield "missing argument endpoint: only agent_id goes without"
    if "agent_id" not in group and group.get("endpoint") == "agents":
        yield "missing argument agent_id: endpoint agents needs it"
    if "assistant_id" in group and group.get("endpoint") not in ("assistants", "azureAssistants"):
        yield f"assistant_id: expected endpoint assistants or azureAssistants, got {group.get('endpoint', 'none')}"
    yield from unknown_parameters(group.get("endpoint", "agents"), group.get("preset", {}))


@constrain(
    name=NAME,
    label=NAME,
    endpoint=NAME,
    model=NAME,
    agent_id=NAME,
    assistant_id=NAME,
    description=NAME,
    group=NAME,
    icon=NAME,
    # LibreChat shows no more.
    conversation_starters=Constraint("a list of 1 to 4 texts", lambda texts: 1 <= len(texts) <= 4),
    mcp_servers=NOT_EMPTY,
)
@rules(Rule(("endpoint", "model", "agent_id", "assistant_id", "preset"), _target))
class ModelSpecArgs(TypedDict):
    """Something that people choose: a model, an agent or an assistant, and how it is asked."""

    name: str
    """Name, unique among the specs. Conversations remember it: keep it."""
    label: NotRequired[pulumi.Input[str]]
    """What people see. Default: the name."""
    endpoint: NotRequired[str]
    """Who answers: openAI, bedrock, the name of a custom endpoint, ... Default: agents, beside ``agent_id``."""
    model: NotRequired[str]
    """The model. Default: none."""
    agent_id: NotRequired[str]
    """Id of an agent, instead of ``model``. Default: none."""
    assistant_id: NotRequired[str]
    """Id of an assistant, instead of ``model``. Default: none."""
    preset: NotRequired[ModelPresetArgs]
    """How it is asked. Default: as the provider does by itself."""
    description: NotRequired[pulumi.Input[str]]
    """What people see below the label. Default: none."""
    group: NotRequired[str]
    """Group of the menu; the name of an endpoint puts it among that endpoint's models. Default: none."""
    icon: NotRequired[pulumi.Input[str]]
    """URL of an image, or name of an endpoint for its icon. Default: the endpoint's."""
    conversation_starters: NotRequired[list[pulumi.Input[str]]]
    """Up to four first questions that people can click. Default: none."""
    show_on_landing: NotRequired[bool]
    """Whether an empty chat shows label and description instead of a greeting. Default: false."""
    show_in_menu: NotRequired[bool]
    """Whether people see it; other programs can name it in any case. Default: true."""
    show_icon_in_menu: NotRequired[bool]
    """Whether the menu shows the icon. Default: true."""
    show_icon_in_header: NotRequired[bool]
    """Whether the top of a chat shows the icon. Default: true."""
    hide_badge_row: NotRequired[bool]
    """Whether the buttons of tools below the input are hidden. Default: false."""
    web_search: NotRequired[bool]
    """Whether LibreChat's web search is on. Default: false."""
    file_search: NotRequired[bool]
    """Whether the search in files is on. Default: false."""
    execute_code: NotRequired[bool]
    """Whether code runs. Default: false."""
    memory: NotRequired[bool]
    """Whether the model can write memories. Default: false."""
    ask_user_question: NotRequired[bool]
    """Whether the model can ask back in the middle of a run. Default: false."""
    artifacts: NotRequired[bool]
    """Whether the model can make artifacts. Default: false."""
    skills: NotRequired[bool]
    """Whether the model has the user's skills. Default: false."""
    mcp_servers: NotRequired[list[str]]
    """Names of MCP servers whose tools the model has. Default: none."""


@constrain(name=NAME, icon=NAME)
class ModelSpecGroupArgs(TypedDict):
    """A group of the menu."""

    name: str
    """Name of the group."""
    icon: pulumi.Input[str]
    """URL of an image, or name of an endpoint for its icon."""


def _contradictions(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.get("enabled", True):
        return
    if "specs" not in group and not group.get("from_providers"):
        yield "missing argument: one of specs, or from_providers: true"
    if group.get("enforce"):
        if group.get("prioritize") is False:
            yield "prioritize: false and enforce: true are mutually exclusive: remove one"
        if "added_endpoints" in group:
            yield "added_endpoints and enforce: true are mutually exclusive: LibreChat answers for specs alone"


_DIFFERENT_NAMES = Constraint(
    "groups whose names differ", lambda groups: max(Counter(each["name"] for each in groups).values(), default=1) == 1
)


@constrain(
    specs=Constraint(
        "one or more specs whose names differ", lambda specs: len(specs) > 0 and _DIFFERENT_NAMES.accepts(specs)
    ),
    groups=_DIFFERENT_NAMES,
    default=NAME,
    soft_default=NAME,
    added_endpoints=NOT_EMPTY,
)
@rules(
    mutually_exclusive("default", "soft_default"),
    Rule(("enabled", "specs", "from_providers", "enforce", "prioritize", "added_endpoints"), _contradictions),
)
class ModelSpecsArgs(TypedDict):
    """What people choose from, in the order of the menu.

    LibreChat asks no other model by itself when one does not answer. So fallbacks are an order: specs made from a
    provider stand in its order of preference, in one group, the first one is the default, and the descriptions of the
    others say which fallback they are.
    """

    enabled: NotRequired[bool]
    """Whether there are specs. Default: true, where the group is given."""
    specs: NotRequired[list[ModelSpecArgs]]
    """Specs of your own; they come first, and replace those of the same name. Default: none."""
    from_providers: NotRequired[bool]
    """Whether every model that a provider names becomes a spec, called ``{endpoint}/{model}``. Default: false."""
    groups: NotRequired[list[ModelSpecGroupArgs]]
    """Icons of groups. Default: the provider's, for a group made from one."""
    default: NotRequired[str]
    """Spec that every new chat begins with. Default: none."""
    soft_default: NotRequired[str]
    """Spec that new chats begin with until one chooses another. Default: the first, unless ``default`` is given."""
    enforce: NotRequired[bool]
    """Whether people can use nothing but specs, as they are; hides the choice of models, parameters and presets.
    Default: false."""
    prioritize: NotRequired[bool]
    """Whether a new chat always has a spec. Default: true."""
    added_endpoints: NotRequired[list[str]]
    """The only endpoints whose bare models people can choose, too. Default: all."""
