from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration, combine, secret_argument, without_empty

REFERENCE: Any = {"name": "existing", "key": "key"}
OTHER_REFERENCE: Any = {"name": "other", "key": "key"}


def test_only_what_is_there_is_configured():
    # LibreChat takes an empty variable for false, and refuses empty sections.
    parts = Configuration.of(
        {"a": None, "b": {}, "c": False, "d": 0, "e": ""},
        env={"A": None, "B": "x"},
        secret_env={"C": None, "D": REFERENCE},
        secret_files={"E": None},
    )
    assert parts == Configuration({"c": False, "d": 0, "e": ""}, Variables({"B": "x"}, {"D": REFERENCE}))
    assert without_empty({"a": None, "b": []}) == {"b": []}


def test_parts_are_joined_key_by_key_and_lists_end_to_end():
    one = Configuration.of({"endpoints": {"openAI": {"a": 1}, "custom": [1]}}, env={"A": "a"}, secret_env={"S": "s"})
    two = Configuration.of({"endpoints": {"google": {}, "custom": [2]}}, env={"B": "b"}, secret_env={"R": REFERENCE})
    assert combine([one, two]) == Configuration(
        {"endpoints": {"openAI": {"a": 1}, "google": {}, "custom": [1, 2]}},
        Variables({"A": "a", "B": "b"}, {"S": "s", "R": REFERENCE}),
    )
    assert combine([]) == Configuration()


def test_the_same_value_twice_is_one():
    output = pulumi.Output.from_input("x")
    one = Configuration.of({"a": {"b": 1}}, env={"A": output}, secret_env={"S": REFERENCE})
    assert combine([one, one]) == one


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        (Configuration.of({"a": {"b": 1}}), Configuration.of({"a": {"b": 2}}), r"set a\.b"),
        (Configuration.of(env={"A": "1"}), Configuration.of(env={"A": "2"}), "set A"),
        # A reference is one value.
        (Configuration.of(secret_env={"S": REFERENCE}), Configuration.of(secret_env={"S": OTHER_REFERENCE}), "set S"),
    ],
)
def test_conflicting_values_raise(one: Configuration, other: Configuration, message: str):
    with pytest.raises(ValueError, match=message):
        combine([one, other])


def test_a_secret_argument_is_a_value_or_a_reference():
    assert secret_argument({"key": "value"}, "key") == "value"
    assert secret_argument({"key_secret": REFERENCE}, "key") == REFERENCE
    assert secret_argument({}, "key") is None
