from base64 import b64decode

import pulumi
import pytest

from homelab.components.passwords import create_initial_password
from homelab.kubernetes import Application
from homelab.offline import Recording, record


def recording(given: str | None = None, *, retain: bool = True, adopt: bool = False) -> Recording:
    def program() -> None:
        parent = pulumi.ComponentResource("test:index:Parent", "parent")
        app = Application(parent, "db", app="a", component="b", namespace="ai", adopt=adopt)
        password = create_initial_password(app, "password", given, retain=retain)
        pulumi.export("value", password.value)
        pulumi.export("name", password.reference["name"])

    return record(program)


def secret(recorded: Recording):
    return next(each for each in recorded.resources if each.type == "kubernetes:core/v1:Secret")


@pytest.mark.parametrize("retain", [True, False])
def test_a_generated_password_is_settled_and_stands_under_a_fixed_name(retain: bool):
    made = recording(retain=retain)
    kept = secret(made)
    assert made.exports["name"] == "db-password"
    assert kept.retain_on_delete is retain
    assert {"data", "stringData"} <= set(kept.ignore_changes)


def test_what_the_secret_holds_is_the_value():
    made = recording()
    assert made.exports["value"] == b64decode(secret(made).outputs["data"]["password"]).decode()
    assert len(made.exports["value"]) == 32


def test_a_given_password_is_not_kept_and_its_secret_is_named_after_its_content():
    made, other = recording("a" * 16), recording("b" * 16)
    assert not secret(made).retain_on_delete
    assert made.exports["name"] != other.exports["name"]
    assert "password" not in {each.type.rpartition(":")[2] for each in made.resources}


def test_adoption_takes_the_secret_of_the_earlier_stack():
    assert secret(recording(adopt=True)).import_id == "ai/db-password"
