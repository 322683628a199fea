from collections.abc import Callable

import pytest

from homelab.kubernetes import Application, create_config_map_value, create_retained_secret, create_secret_value
from tests.kubernetes.recorded import recorded


@pytest.mark.parametrize("create", [create_config_map_value, create_secret_value])
def test_other_content_gets_another_name(create: Callable[[Application, str, str], object]):
    def name(value: str) -> str:
        (manifest,) = recorded(lambda app: create(app, "key", value)).manifests
        return manifest["metadata"]["name"]

    assert name("a") == name("a") != name("b")


def test_a_retained_secret_keeps_its_name_and_its_content():
    made = recorded(lambda app: create_retained_secret(app, "password", {"password": "a"}, retain=True))
    (secret,) = made.objects
    assert secret.manifest["metadata"]["name"] == "db-password"
    assert secret.resource.retain_on_delete
    assert {"data", "stringData"} <= set(secret.resource.ignore_changes)
