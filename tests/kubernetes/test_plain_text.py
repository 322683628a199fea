from collections.abc import Callable

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.kubernetes import Application, Resources, container, create_config_map, create_stateful_set
from tests.kubernetes.recorded import IDENTITY, recorded

RESOURCES = Resources(cpu="1", memory="1Gi", memory_limit="1Gi")
IMAGE = "registry.example.com/server:1"


def stateful_set(app: Application, **parts: object) -> None:
    server = container("server", image=IMAGE, resources=RESOURCES, **parts)  # type: ignore[arg-type]
    create_stateful_set(app, server, IDENTITY, termination_grace_period=30)


def in_a_file(app: Application, text: pulumi.Input[str]) -> None:
    create_config_map(app, "settings", {"file": text})


def in_a_variable(app: Application, text: pulumi.Input[str]) -> None:
    stateful_set(app, environment={"ADDRESS": text})


def in_a_command(app: Application, text: pulumi.Input[str]) -> None:
    stateful_set(app, args=[text])


@pytest.mark.parametrize("create", [in_a_file, in_a_variable, in_a_command])
def test_passwords_in_outputs_are_rejected_before_they_reach_a_manifest(
    create: Callable[[Application, pulumi.Input[str]], None],
):
    def declare(app: Application, text: str) -> None:
        create(app, pulumi.Output.from_input(text))

    with pytest.raises(ArgumentError, match="a password in a URL would be stored in plain text") as refused:
        recorded(lambda app: declare(app, "url: redis://user:hidden@cache"))
    assert "hidden" not in str(refused.value)
    assert recorded(lambda app: declare(app, "url: redis://user:$(PASSWORD)@cache")).manifests
