import re
from collections.abc import Callable
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from homelab import ArgumentError, Firecrawl, Meilisearch, Ollama, Speaches
from homelab.arguments import check, constrain, rules
from homelab.arguments.constraints import ENVIRONMENT
from homelab.components.env import refuse_own_variables, whole_numbers
from tests.components.recorded import environment, objects

SERVERS: dict[str, tuple[Callable[..., Any], str, dict[str, Any]]] = {
    "ollama": (Ollama, "StatefulSet", {}),
    "speaches": (Speaches, "StatefulSet", {"models": ["a/b"]}),
    "meilisearch": (Meilisearch, "StatefulSet", {}),
    "firecrawl": (Firecrawl, "Deployment", {"models": {"provider": "openai", "api_key": "sk-hidden"}}),
}
DEFAULTS = {
    "ollama": {"OLLAMA_NO_CLOUD"},
    "speaches": {"ENABLE_UI", "HF_HUB_DISABLE_TELEMETRY", "HF_XET_CHUNK_CACHE_SIZE_BYTES", "LOG_LEVEL"},
    "meilisearch": {
        "MEILI_MAX_INDEXING_MEMORY",
        "MEILI_NO_ANALYTICS",
    },
    "firecrawl": {"HARNESS_STARTUP_TIMEOUT_MS", "IS_KUBERNETES", "NODE_OPTIONS", "NUQ_WORKER_COUNT"},
}
"""Variables that a component sets, and that users may set otherwise."""


def variables(name: str, **args: Any) -> dict[str, Any]:
    component, kind, needed = SERVERS[name]
    made = objects(lambda: component("server", {"namespace": "ai", **needed, **args}))
    return environment(made, kind, "server")


@pytest.mark.parametrize("name", SERVERS)
def test_a_servers_own_words_reach_it(name: str):
    made = variables(name, env={"SOME_SETTING": "a", "OTHER_SETTING": pulumi.Output.from_input("b"), "THIRD": 5})
    assert {"SOME_SETTING": "a", "OTHER_SETTING": "b", "THIRD": "5"}.items() <= made.items()
    assert variables(name).items() <= made.items()


@pytest.mark.parametrize("name", SERVERS)
def test_what_a_component_sets_is_refused_or_overridden(name: str):
    overridden: set[str] = set()
    for variable in variables(name):
        try:
            assert variables(name, env={variable: "7"})[variable] == "7"
            overridden.add(variable)
        except ArgumentError as error:
            assert f"env.{variable} is set by the component: " in str(error)  # noqa: PT017
    assert overridden == DEFAULTS[name]


@rules(refuse_own_variables({"PORT": None, "API_KEY": "api_key"}), whole_numbers("COUNT", minimum=1))
@constrain(env=ENVIRONMENT)
class _Args(TypedDict):
    env: NotRequired[dict[str, pulumi.Input[str]]]


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"PORT": "1"}, "env.PORT is set by the component: remove it"),
        ({"API_KEY": pulumi.Output.from_input("a")}, "env.API_KEY is set by the component: use api_key instead"),
        ({"COUNT": 0}, "env.COUNT: expected a whole number from 1, got '0'"),
        ({"COUNT": "many"}, "env.COUNT: expected a whole number from 1, got 'many'"),
        ({"COUNT": 1.5}, "env.COUNT: expected a whole number from 1, got '1.5'"),
        ({"A-B": "a"}, "env: expected a map of environment variables"),
    ],
)
def test_what_cannot_work_is_refused(env: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=f"^x: {re.escape(message)}"):
        check(_Args, {"env": env}, "x")


@pytest.mark.parametrize("env", [{}, {"COUNT": 1}, {"COUNT": "12"}, {"COUNT": pulumi.Output.from_input("many")}])
def test_other_values_are_taken(env: dict[str, Any]):
    check(_Args, {"env": env}, "x")
