import re

import pytest

from homelab import ArgumentError, Credentials, CredentialsArgs
from tests.components.recorded import objects, recording


def credentials(args: CredentialsArgs):
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


def test_a_rotation_that_costs_data_is_refused_unless_it_is_named():
    with pytest.raises(ArgumentError, match=r"rotation\.creds makes what users stored encrypted unreadable"):
        credentials({"namespace": "ai", "rotation": {"creds": 1}})
    credentials({"namespace": "ai", "rotation": {"creds": 1, "give_up": ["user_secrets"]}})  # type: ignore[typeddict-item]
