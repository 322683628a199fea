"""Values of secrets, and the command that fills them."""

import json
import os
import re
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.aws.workspace_secrets.filling import document, generated_values, print_command, version
from homelab.components.secret_roles import ROLES, Role, role


def run(name: str, args: Any, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    command = ["sh", "-c", print_command(name, args)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def printed(name: str, args: Any, **variables: str) -> Any:
    result = run(name, args, **variables)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("name", ROLES)
def test_the_command_generates_every_key_of_a_role_in_its_form(name: str):
    values = printed(name, {"filled_outside": []})
    assert values.keys() == ROLES[name].generated.keys() | ROLES[name].derived.keys()
    for key, each in ROLES[name].generated.items():
        assert re.fullmatch(rf"[0-9a-f]{{{each.length}}}", values[key])
    assert len({*values.values()}) == len(values)
    for key, template in ROLES[name].derived.items():
        assert values[key] == template.format_map(values)


def test_the_command_takes_other_keys_from_the_environment():
    assert printed("search", {"filled_outside": ["SERPER_API_KEY"]}, SERPER_API_KEY="a%s b") == {
        "SERPER_API_KEY": "a%s b"
    }


def test_the_command_stops_if_a_value_is_missing():
    result = run("search", {"filled_outside": ["SERPER_API_KEY"]})
    assert result.returncode != 0
    assert result.stdout == ""
    assert "SERPER_API_KEY" in result.stderr


def test_values_derive_others():
    assert json.loads(document({"password": "abc"}, role("valkey"))) == {
        "password": "abc",
        "password.conf": "requirepass abc",
    }


def test_a_value_that_is_given_is_not_generated():
    assert "CREDS_KEY" not in generated_values("librechat", {"values": {"CREDS_KEY": "0" * 64}})


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_other_content_has_another_version_and_the_same_the_same(one: dict[str, str], other: dict[str, str]):
    first, second = document(one, Role({})), document(other, Role({}))
    assert (version(first) == version(second)) == (one == other)
    assert 0 < version(first) < 2**31
