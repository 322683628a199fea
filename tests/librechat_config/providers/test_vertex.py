import json
from typing import Any

import pytest

from homelab.librechat_config.providers.vertex import LOCATION, ServiceAccountKeyArgs
from tests.librechat_config.sound import HIDDEN, REFERENCE, SERVICE_ACCOUNT, checked, refusal


@pytest.mark.parametrize("location", ["global", "eu", "us-east5", "europe-west1"])
def test_locations_are_names_of_google_cloud_s(location: str):
    assert LOCATION.accepts(location)


@pytest.mark.parametrize("location", ["", "-", "Europe", "eu west", "eu,us", "é"])
def test_other_locations_are_refused(location: str):
    assert not LOCATION.accepts(location)


@pytest.mark.parametrize("missing", ["project_id", "client_email", "private_key"])
def test_a_key_is_a_google_service_account_key(missing: str):
    key: dict[str, Any] = json.loads(SERVICE_ACCOUNT)
    incomplete = json.dumps({name: value for name, value in key.items() if name != missing})
    message = refusal(ServiceAccountKeyArgs, {"service_account_key": incomplete})
    assert "service_account_key: expected the JSON key of a Google service account, with project_id" in message


@pytest.mark.parametrize("key", [HIDDEN, f"/path/{HIDDEN}.json", f'["{HIDDEN}"]', ""])
def test_malformed_keys_are_rejected_and_not_shown(key: str):
    assert "expected the JSON key of a Google" in refusal(ServiceAccountKeyArgs, {"service_account_key": key})


def test_duplicate_keys_are_errors():
    both = {"service_account_key": SERVICE_ACCOUNT, "service_account_key_secret": REFERENCE}
    assert "are mutually exclusive" in refusal(ServiceAccountKeyArgs, both)
    assert checked(ServiceAccountKeyArgs, {"service_account_key_secret": REFERENCE})
