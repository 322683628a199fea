"""Programs run with secrets that nobody can decrypt, as they would be run with the secrets themselves."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.rpc import UNKNOWN

from homelab.arguments import UnknownSecret
from homelab.offline import Recording, record
from homelab.offline.unknown_secrets import unknown_secrets

TOKEN, KEY = UnknownSecret("token"), UnknownSecret("workspace.key")
CONFIG = {"p:token": TOKEN, "p:workspace": json.dumps({"domain": "example.com", "list": [{"key": KEY}]})}


def run(program: Callable[[], object]) -> Recording:
    with unknown_secrets({TOKEN: TOKEN, KEY: KEY}):
        return record(program, project="p", config=CONFIG, secret_keys=list(CONFIG), preview=True)


def exported(value: Callable[[pulumi.Config], object]) -> tuple[Any, bool]:
    """What a stack's output of a value is, and whether that is secret."""
    recording = run(lambda: pulumi.export("it", value(pulumi.Config())))
    return recording.exports["it"], "it" in recording.secret_exports


@pytest.mark.parametrize("read", ["require_secret", "get_secret", "require_secret_object", "get_secret_object"])
def test_a_whole_key_is_unknown_however_it_is_read_as_a_secret(read: str):
    assert exported(lambda config: getattr(config, read)("token")) == (UNKNOWN, True)


def test_nothing_is_computed_from_what_is_unknown():
    def computed(config: pulumi.Config) -> pulumi.Output[str]:
        return config.require_secret("token").apply(lambda token: pytest.fail(f"computed from {token}"))

    assert exported(computed) == (UNKNOWN, True)


def test_a_secret_in_an_object_is_a_string_that_is_unknown_once_the_program_marks_it():
    found: list[Any] = []

    def marked(config: pulumi.Config) -> pulumi.Output[str]:
        found.append(config.require_object("workspace"))
        return pulumi.Output.secret(found[0]["list"][0]["key"])

    assert exported(marked) == (UNKNOWN, True)
    assert found == [{"domain": "example.com", "list": [{"key": KEY}]}]
    assert isinstance(found[0]["list"][0]["key"], UnknownSecret)


def test_an_object_that_is_read_as_a_secret_is_known_but_for_the_secrets_in_it():
    def computed(config: pulumi.Config) -> dict[str, pulumi.Output[str]]:
        workspace = config.require_secret_object("workspace")
        return {"domain": workspace["domain"], "key": workspace["list"][0]["key"]}

    assert exported(computed) == ({"domain": "example.com", "key": UNKNOWN}, True)


def test_a_secret_that_the_program_does_not_mark_shows_up_as_text():
    assert exported(lambda config: f"key {config.require_object('workspace')['list'][0]['key']}") == (
        f"key {KEY}",
        False,
    )


def test_everything_is_as_before_afterwards():
    before = [vars(pulumi.Config)["_get_object"], pulumi.Output.secret]
    with pytest.raises(ZeroDivisionError):
        run(lambda: 1 / 0)
    assert [vars(pulumi.Config)["_get_object"], pulumi.Output.secret] == before


def test_a_program_without_unknown_secrets_runs_untouched():
    secret = pulumi.Output.secret
    with unknown_secrets({}):
        assert pulumi.Output.secret is secret


def test_placeholders_stay_where_they_are_wanted():
    def program() -> None:
        workspace: Any = pulumi.Config().require_object("workspace")
        assert isinstance(workspace["list"][0]["key"], UnknownSecret)
        pulumi.export("it", pulumi.Output.secret(workspace["list"][0]["key"]))

    with unknown_secrets({TOKEN: TOKEN, KEY: KEY}, as_outputs=False):
        recording = record(program, project="p", config=CONFIG, secret_keys=list(CONFIG))
    assert (recording.exports["it"], "it" in recording.secret_exports) == (KEY, True)
