"""Which of LibreChat's own tools there are."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NOT_EMPTY
from homelab.librechat_config.settings import Settings, given


@constrain(included=NOT_EMPTY, filtered=NOT_EMPTY)
@rules(mutually_exclusive("included", "filtered"))
class ToolsArgs(TypedDict):
    """LibreChat's own tools, such as calculator, dalle or wolfram."""

    included: NotRequired[list[str]]
    """The only tools there are. Default: all."""
    filtered: NotRequired[list[str]]
    """Tools that there are not. Default: none."""


def settings(args: ToolsArgs) -> Settings:
    """The keys ``includedTools`` and ``filteredTools``."""
    return Settings(config=given({"includedTools": args.get("included"), "filteredTools": args.get("filtered")}))
