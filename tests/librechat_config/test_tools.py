from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.tools import ToolsArgs, settings
from tests.librechat_config.accepted import complaints


@pytest.mark.parametrize(
    ("args", "config"),
    [
        ({}, {}),
        ({"included": ["calculator"]}, {"includedTools": ["calculator"]}),
        ({"filtered": ["dalle", "wolfram"]}, {"filteredTools": ["dalle", "wolfram"]}),
    ],
)
def test_tools_are_named_at_the_top_of_the_file(args: dict[str, Any], config: dict[str, Any]):
    told = settings(check(ToolsArgs, args, "tools"))
    assert told == Settings(config=config)
    assert complaints(told) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"included": ["a"], "filtered": ["b"]}, "included and filtered are mutually exclusive"),
        ({"included": []}, "included: expected a list that is not empty"),
        ({"filtered": "a"}, "filtered: expected a list, got 'a'"),
        ({"include": ["a"]}, r"did you mean included\?"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ToolsArgs, args, "tools")
