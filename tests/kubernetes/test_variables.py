from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes.variables import PendingSecret, Variables, VariablesArgs, references, values, variable_paths

ONE: Any = {"name": "one", "key": "a"}
OTHER: Any = {"name": "other", "key": "b"}
ARGS: VariablesArgs = {
    "env": {"PLAIN": "p"},
    "secret_env": {"SECRET": "s"},
    "secret_files": {"FILE": "f"},
    "env_from": {"secrets": ["all"], "variables": {"REFERENCE": ONE}, "files": {"FILE_REFERENCE": OTHER}},
}
VARIABLES = Variables(
    {"PLAIN": "p"}, {"SECRET": "s", "REFERENCE": ONE}, {"FILE": "f", "FILE_REFERENCE": OTHER}, ["all"]
)


def test_arguments_become_variables():
    assert Variables.of(ARGS) == VARIABLES
    assert Variables.of({}) == Variables()


def test_secrets_are_values_or_references():
    assert values(VARIABLES.secret) == {"SECRET": "s"}
    assert references(VARIABLES.secret) == {"REFERENCE": ONE}
    output: Any = pulumi.Output.secret("s")
    assert values({"A": output}) == {"A": output}


def test_every_variable_has_a_path_and_a_name():
    assert sorted(variable_paths({**ARGS})) == [
        ("env.PLAIN", "PLAIN"),
        ("env_from.files.FILE_REFERENCE", "FILE_REFERENCE"),
        ("env_from.variables.REFERENCE", "REFERENCE"),
        ("secret_env.SECRET", "SECRET"),
        ("secret_files.FILE", "FILE"),
    ]
    assert sorted(VARIABLES.names) == ["FILE", "FILE_REFERENCE", "PLAIN", "REFERENCE", "SECRET"]


def test_existing_secrets_may_have_every_variable():
    assert VARIABLES.may_have("WHATEVER")
    assert Variables({"A": "a"}).may_have("B", "A")
    assert not Variables({"A": "a"}).may_have("B")


@pytest.mark.parametrize("group", ["plain", "secret", "files"])
def test_a_variable_that_is_overridden_is_gone_from_whatever_group_it_was_in(group: str):
    groups: Any = {group: {"PLAIN": "new", "SECRET": "new", "FILE": "new"}}
    overrides = Variables(**groups)
    overridden = VARIABLES.overridden_by(overrides)
    assert len(overridden.names) == len(set(overridden.names)) == 5
    assert {**getattr(overridden, group)}.items() >= {"PLAIN": "new", "SECRET": "new", "FILE": "new"}.items()


def test_overriding_keeps_the_rest_and_both_lists_of_secrets():
    assert VARIABLES.overridden_by(Variables()) == VARIABLES
    assert Variables().overridden_by(VARIABLES) == VARIABLES
    assert Variables(secrets=["a"]).overridden_by(Variables(secrets=["b"])).secrets == ["a", "b"]


def test_pending_secrets_are_resolved_before_they_are_used():
    pending = PendingSecret("key of a server")
    variables = Variables(secret={"A": pending, "B": "b"}, files={"C": pending})
    with pytest.raises(ValueError, match="pending secrets: A"):
        values(variables.secret)
    assert variables.resolved({pending: ONE}) == Variables(secret={"A": ONE, "B": "b"}, files={"C": ONE})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"env": {"A": "a"}, "secret_env": {"A": "b"}}, "env.A and secret_env.A are mutually exclusive: remove one"),
        (
            {"secret_files": {"A": "a"}, "env_from": {"files": {"A": ONE}}},
            "secret_files.A and env_from.files.A are mutually exclusive: remove one",
        ),
        (
            {"env": {"A": "a"}, "env_from": {"variables": {"A": ONE}}},
            "env.A and env_from.variables.A are mutually exclusive",
        ),
        ({"env": {"A B": "a"}}, "env: expected a map of environment variables whose names are letters, digits"),
        ({"env": {"1A": "a"}}, "env: expected a map of environment variables"),
        ({"env": ["A=a"]}, "env: expected a map"),
        ({"env": {"A": ["a"]}}, "env.A: expected a string"),
        ({"secret_env": {"A-B": "hidden"}}, "secret_env: expected a map of environment variables"),
        ({"env_from": {"secrets": ["A B"]}}, "env_from.secrets: expected a list of names of Kubernetes objects"),
        ({"env_from": {"variables": {"A": {"name": "a"}}}}, "missing argument env_from.variables.A.key"),
        ({"environment": {}}, "unknown argument environment"),
    ],
)
def test_wrong_variables_are_refused(args: Any, message: str):
    with pytest.raises(ArgumentError) as error:
        check(VariablesArgs, args, "it")
    assert message in str(error.value)
    assert "hidden" not in str(error.value)


def test_numbers_and_booleans_of_yaml_are_text():
    args: Any = {"env": {"PORT": 3080, "DEBUG": True, "RATIO": 0.5, "WHOLE": 2.0}}
    assert check(VariablesArgs, args, "it") == {"env": {"PORT": "3080", "DEBUG": "true", "RATIO": "0.5", "WHOLE": "2"}}
