import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments.late_checks import late_check
from homelab.offline import GeneratedValues, Recording, record
from homelab.plugin import provider
from homelab.plugin.provider import HomelabProvider
from tests.full_scenarios import EVERYTHING_INSIDE
from tests.plugin.wire import sent
from tests.scenarios import recorded

PAGE = Path(__file__).parents[2] / "docs" / "plugin.md"
WORKSPACE = "homelab:index:AIWorkspace"
SMALL = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}


@pytest.fixture(scope="module")
def served() -> HomelabProvider:
    return provider()


def created(served: HomelabProvider, inputs: Mapping[str, Any], **options: Any) -> Recording:
    def program() -> None:
        result: ConstructResult = served.construct("ws", WORKSPACE, dict(inputs))
        pulumi.export("urn", result.urn)
        for name, value in result.state.items():
            pulumi.export(name, value)

    return record(program, **options)


def refusal(served: HomelabProvider, inputs: Mapping[str, Any]) -> str:
    with pytest.raises(InputPropertiesError) as caught:
        created(served, inputs)
    assert list(caught.value.errors or ()) == []
    assert "\n" not in caught.value.message
    return caught.value.message


def test_a_workspace_is_the_same_as_in_python(served: HomelabProvider):
    generated = GeneratedValues()
    in_the_plugins_order = json.loads(json.dumps(EVERYTHING_INSIDE, sort_keys=True))
    ours = recorded(in_the_plugins_order, generated=generated)
    theirs = created(served, sent(AIWorkspaceArgs, EVERYTHING_INSIDE), generated=generated)
    assert theirs.manifests == ours.manifests
    assert str(theirs.manifests) == str(ours.manifests)
    assert {name: theirs.exports[name] for name in ours.exports} == ours.exports
    assert theirs.exports["urn"].endswith("::homelab:index:AIWorkspace::ws")


def test_the_documented_program_works(served: HomelabProvider):
    [program] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    [workspace] = yaml.safe_load(program)["resources"].values()
    assert workspace["type"] == WORKSPACE.replace(":index", "")
    assert "customWelcome: Welcome" in created(served, workspace["properties"]).exports["librechatYaml"]


def test_a_mistake_is_one_line_in_the_names_of_the_caller(served: HomelabProvider):
    chat = {**SMALL["librechat"], "secretEnv": {"not a name": "b"}, "envForm": {}, "firstAdmin": {"email": "a"}}
    message = refusal(served, {**SMALL, "librechat": chat, "imageRegistry": "A"})
    assert message.startswith("AIWorkspace 'ws': ")
    for part in (
        "librechat.secretEnv: expected a map of environment variables",
        "unknown argument librechat.envForm (did you mean librechat.envFrom?)",
        "librechat.firstAdmin.email: expected an email address",
        "imageRegistry: expected a registry",
    ):
        assert part in message


def test_a_missing_argument_is_reported_with_all_others(served: HomelabProvider):
    assert refusal(served, {"librechat": {}}) == (
        "AIWorkspace 'ws': missing argument namespace; missing argument librechat.domain"
    )


@pytest.mark.parametrize("group", ["librechat", "openai"])
def test_a_group_as_an_output_is_refused_instead_of_ignored(served: HomelabProvider, group: str):
    with pytest.raises(
        InputPropertiesError, match=rf"{group}: expected a group of arguments \(.*got a value of type Out"
    ):
        record(lambda: served.construct("ws", WORKSPACE, {**SMALL, group: pulumi.Output.from_input({"enabled": True})}))


def test_a_secret_is_never_in_a_message(served: HomelabProvider):
    secret = "not-a-secret-of-anybody"
    assert secret not in refusal(served, {**SMALL, "openai": {"apiKey": {"secret": secret}, "baseUrl": 5}})


def test_warnings_have_the_names_of_the_caller(served: HomelabProvider):
    chat = {**SMALL["librechat"], "configSchema": "lenient", "secretEnv": {"NOBODY_READS_IT": "b"}}
    recording = created(served, {**SMALL, "librechat": chat})
    assert [warning for warning in recording.warnings if "librechat.secretEnv.NOBODY_READS_IT" in warning]


class Late(pulumi.ComponentResource):
    """A component that finds out late that an argument cannot work."""

    def __init__(self, name: str, args: AIWorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("homelab:index:Late", name, {}, opts)

        def refuse(namespace: str) -> None:
            raise ArgumentError(f"image_registry: not in {namespace}")

        late_check(pulumi.Output.from_input(args["namespace"]).apply(refuse))


def test_what_is_found_out_late_is_one_line_too():
    late = HomelabProvider([Late], "homelab", version="1.0.0")
    answers: list[str] = []

    async def answer(urn: Any) -> None:
        with pytest.raises(InputPropertiesError) as caught:
            await urn
        answers.append(caught.value.message)

    def program() -> None:
        urn = late.construct("ws", "homelab:index:Late", SMALL).urn
        pulumi.export("answered", pulumi.Output.from_input(answer(urn)))

    # The recorder waits for every Output, as Pulumi does for a Python program but not for a plugin.
    with pytest.raises(ArgumentError):
        record(program)
    assert answers == ["imageRegistry: not in ai"]
