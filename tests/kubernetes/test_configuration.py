from collections.abc import Callable

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.kubernetes import (
    Application,
    ContainerEnvironment,
    SecretReference,
    create_config_map,
    create_config_map_value,
    create_environment,
    create_retained_secret,
    create_secret,
    create_secret_value,
)
from homelab.kubernetes.configuration import MAX_BYTES
from tests.kubernetes.recorded import recorded


@pytest.mark.parametrize("create", [create_config_map_value, create_secret_value])
def test_other_content_gets_another_name(create: Callable[[Application, str, str], object]):
    def name(value: str) -> str:
        (manifest,) = recorded(lambda app: create(app, "key", value)).manifests
        return manifest["metadata"]["name"]

    assert name("a") == name("a") != name("b")


@pytest.mark.parametrize("create", [create_config_map, create_secret])
@pytest.mark.parametrize("wrap", [str, pulumi.Output.from_input])
def test_an_object_that_kubernetes_would_find_too_large_is_refused(
    create: Callable[..., object], wrap: Callable[[str], pulumi.Input[str]]
):
    def size(extra: int) -> dict[str, pulumi.Input[str]]:
        # Two bytes each in UTF-8.
        return {"plain": "é" * (MAX_BYTES // 4), "known later": wrap("x" * (MAX_BYTES // 2 + extra))}

    recorded(lambda app: create(app, "files", size(0)))
    with pytest.raises(ArgumentError, match=r"files would have 1048577 bytes: Kubernetes accepts at most 1048576"):
        recorded(lambda app: create(app, "files", size(1)))


def test_a_retained_secret_keeps_its_name_and_its_content():
    made = recorded(lambda app: create_retained_secret(app, "password", {"password": "a"}, retain=True))
    (secret,) = made.objects
    assert secret.manifest["metadata"]["name"] == "db-password"
    assert secret.resource.retain_on_delete
    assert {"data", "stringData"} <= set(secret.resource.ignore_changes)


def test_plain_and_secret_variables_are_in_objects_and_the_rest_stays_with_the_container():
    given: list[ContainerEnvironment] = []
    reference: SecretReference = {"name": "existing", "key": "k"}

    def create(app: Application) -> None:
        environment = {"URL": "redis://:$(PASSWORD)@host", "PASSWORD": reference, "B": "2", "A": "1"}
        inline = {"Z": reference, "Y": reference}
        given.append(create_environment(app, environment, inline=inline, secret={"S": "s"}, secrets=["existing"]))

    stored = {each.kind: each.manifest for each in recorded(create).objects}
    assert (stored["ConfigMap"]["data"], stored["Secret"]["stringData"]) == ({"A": "1", "B": "2"}, {"S": "s"})
    # What the kubelet expands has to be defined before.
    assert list(given[0].variables) == ["PASSWORD", "URL", "Z", "Y"]
    kinds = [kind for source in given[0].sources for kind in source]
    assert kinds == ["secret_ref", "config_map_ref", "secret_ref"]
    assert given[0].sources[0] == {"secret_ref": {"name": "existing"}}
