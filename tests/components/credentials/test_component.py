import re
from typing import Any

import pytest

from homelab import ArgumentError, Credentials, CredentialsArgs
from homelab.connections import LibreChatCredentials
from tests.components.recorded import objects, recording


def credentials(args: Any):
    return objects(lambda: Credentials("keys", args))


def test_formats_are_those_that_librechat_needs():
    made = credentials({"namespace": "ai"})
    encryption, tokens = made["Secret", "keys-encryption"]["stringData"], made["Secret", "keys-tokens"]["stringData"]
    assert re.fullmatch("[0-9a-f]{64}", encryption["CREDS_KEY"])
    assert re.fullmatch("[0-9a-f]{32}", encryption["CREDS_IV"])
    assert re.fullmatch("[A-Za-z0-9]{64}", tokens["JWT_SECRET"])
    assert re.fullmatch("[A-Za-z0-9]{64}", tokens["JWT_REFRESH_SECRET"])
    assert tokens["JWT_SECRET"] != tokens["JWT_REFRESH_SECRET"]
    assert len(tokens["METRICS_SECRET"]) == 32


def test_what_opens_stored_data_outlives_the_stack():
    made = recording(lambda: Credentials("keys", {"namespace": "ai"}))
    assert {each.name for each in made.resources if each.retain_on_delete} == {"keys-encryption"}


def test_given_values_are_taken():
    made = credentials({"namespace": "ai", "creds_key": "a" * 64, "creds_iv": "c" * 32, "jwt_secret": "b" * 40})
    assert made["Secret", "keys-encryption"]["stringData"] == {"CREDS_KEY": "a" * 64, "CREDS_IV": "c" * 32}
    assert made["Secret", "keys-tokens"]["stringData"]["JWT_SECRET"] == "b" * 40


def test_an_existing_secret_makes_nothing():
    assert credentials({"namespace": "ai", "existing_secret": "own"}) == {}


def test_metrics_secret_is_optional_in_an_existing_secret():
    made: list[Credentials] = []
    objects(lambda: made.append(Credentials("keys", {"namespace": "ai", "existing_secret": "own"})))
    optional = {name for name, reference in made[0].connection.items() if reference.get("optional")}  # type: ignore[attr-defined]
    assert optional == {"metrics_secret"}


def test_secrets_that_exist_are_not_generated():
    existing: Any = {name: {"name": "other", "key": name.lower()} for name in ("CREDS_KEY", "CREDS_IV", "JWT_SECRET")}
    made: list[Credentials] = []
    created = objects(lambda: made.append(Credentials("keys", {"namespace": "ai", "existing": existing})))
    assert {name: set(secret["stringData"]) for (_, name), secret in created.items()} == {
        "keys-tokens": {"JWT_REFRESH_SECRET", "METRICS_SECRET"}
    }
    assert made[0].connection["creds_key"] == {"name": "other", "key": "creds_key"}
    assert made[0].connection["jwt_secret"] == {"name": "other", "key": "jwt_secret"}


def test_sessions_take_a_secret_only_where_they_are_signed():
    without = credentials({"namespace": "ai"})["Secret", "keys-tokens"]["stringData"]
    signed = credentials({"namespace": "ai", "signs_sessions": True})["Secret", "keys-tokens"]["stringData"]
    assert without.keys() == {"JWT_SECRET", "JWT_REFRESH_SECRET", "METRICS_SECRET"}
    assert signed.keys() == {*without, "SESSION_SECRET"}
    assert re.fullmatch("[A-Za-z0-9]{64}", signed["SESSION_SECRET"])
    assert signed["SESSION_SECRET"] not in (signed["JWT_SECRET"], signed["JWT_REFRESH_SECRET"])


def test_the_secret_of_sessions_can_be_given_and_turns_with_the_tokens():
    given: CredentialsArgs = {"namespace": "ai", "signs_sessions": True, "session_secret": "s" * 32}
    assert credentials(given)["Secret", "keys-tokens"]["stringData"]["SESSION_SECRET"] == "s" * 32
    keepers = {
        resource.name: resource.inputs.get("keepers")
        for resource in recording(
            lambda: Credentials("keys", {"namespace": "ai", "signs_sessions": True, "rotation": {"jwt": 1}})
        ).resources
    }
    assert keepers["keys-session"] == keepers["keys-jwt"] == {"rotation": "1"}
    assert not keepers["keys-metrics"]


@pytest.mark.parametrize("existing", ["", "own"])
@pytest.mark.parametrize("signs", [True, False])
def test_connections_name_the_secret_of_sessions_where_there_is_one(signs: bool, existing: str):
    connections: list[LibreChatCredentials] = []
    args: CredentialsArgs = {"namespace": "ai", "signs_sessions": signs}
    if existing:
        args["existing_secret"] = existing
    objects(lambda: connections.append(Credentials("keys", args).connection))
    (connection,) = connections
    assert ("session_secret" in connection) == signs
    if "session_secret" in connection:
        assert connection["session_secret"]["key"] == "SESSION_SECRET"
        assert connection["session_secret"]["name"] is connection["jwt_secret"]["name"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"session_secret": "s" * 32}, "session_secret has no effect without a provider that needs it: remove it"),
        ({"signs_sessions": True, "session_secret": "short"}, "session_secret: expected a secret of at least 32"),
        (
            {"signs_sessions": True, "session_secret": "s" * 32, "existing_secret": "own"},
            "session_secret has no effect with existing_secret: remove one",
        ),
    ],
)
def test_a_secret_of_sessions_that_would_not_work_is_an_error(args: Any, message: str):
    with pytest.raises(ArgumentError) as error:
        credentials({"namespace": "ai", **args})
    assert message in str(error.value)


def test_a_rotation_that_costs_data_is_refused_unless_it_is_named():
    with pytest.raises(ArgumentError, match=r"rotation\.creds makes encrypted user data unreadable"):
        credentials({"namespace": "ai", "rotation": {"creds": 1}})
    credentials({"namespace": "ai", "rotation": {"creds": 1, "give_up": ["user_secrets"]}})
