from typing import Any, NotRequired, TypedDict

import pytest

from homelab.arguments import ArgumentError, check, mutually_exclusive
from homelab.components.base import ServerArgs, replaceable


class _ExternalArgs(TypedDict):
    url: str


@replaceable(mutually_exclusive("image", "version"), except_for=("models",))
class _ServerArgs(TypedDict):
    image: NotRequired[str]
    version: NotRequired[str]
    models: NotRequired[list[str]]
    external: NotRequired[_ExternalArgs]


class _Args(ServerArgs, _ServerArgs):
    pass


class _WorkspaceArgs(_ServerArgs):
    enabled: NotRequired[bool]


EXTERNAL = {"url": "http://a.example.com"}


@pytest.mark.parametrize(("name", "value"), [("image", "a:1"), ("version", "1"), ("clients", ["a"])])
def test_what_configures_a_server_has_no_effect_on_the_one_that_replaces_it(name: str, value: Any):
    args = {"namespace": "ai", name: value}
    check(_Args, args, "x")
    with pytest.raises(ArgumentError, match=f"^x: {name} has no effect with external: remove one$"):
        check(_Args, {**args, "external": EXTERNAL}, "x")


@pytest.mark.parametrize("args", [{}, {"models": ["a"]}, {"enabled": False}])
def test_what_means_something_for_any_server_and_for_the_workspace_is_taken(args: dict[str, Any]):
    check(_WorkspaceArgs, {**args, "external": EXTERNAL}, "x")


def test_further_rules_hold():
    with pytest.raises(ArgumentError, match="image and version are mutually exclusive: remove one"):
        check(_Args, {"namespace": "ai", "image": "a:1", "version": "1"}, "x")
