from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.pii_filter import PIIFilterArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints

IBAN = {"id": "iban", "label": "an IBAN", "regex": "[A-Z]{2}[0-9]{20}"}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(PIIFilterArgs, args, "pii_filter"))


def test_librechats_patterns_are_looked_for_by_default():
    told = _settings({})
    assert told.config == {
        "messageFilter": {"pii": {"starterPatterns": ["sk_prefix", "bearer_header", "api_key_header"]}}
    }
    assert complaints(told) == []


def test_patterns_can_be_chosen_and_added():
    told = _settings({"starter_patterns": ["sk_prefix"], "custom_patterns": [IBAN]})
    assert told.config == {"messageFilter": {"pii": {"starterPatterns": ["sk_prefix"], "customPatterns": [IBAN]}}}
    assert complaints(told) == []


def test_patterns_of_ones_own_can_be_the_only_ones():
    pii = _settings({"starter_patterns": [], "custom_patterns": [IBAN]}).config["messageFilter"]["pii"]
    assert pii == {"starterPatterns": [], "customPatterns": [IBAN]}


def test_what_is_switched_off_says_nothing():
    assert _settings({"enabled": False, "custom_patterns": [IBAN]}) == Settings()


def test_what_re2_refuses_is_found_by_the_check_of_the_whole_file():
    told = _settings({"custom_patterns": [{**IBAN, "regex": "(?=a)b"}]})
    assert len(complaints(told)) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"starter_patterns": ["email"]},
            "starter_patterns.0: expected one of sk_prefix, bearer_header, api_key_header",
        ),
        ({"starter_patterns": []}, "an empty list of starter_patterns without custom_patterns filters nothing"),
        (
            {"custom_patterns": [IBAN, IBAN]},
            "custom_patterns: expected groups that differ in the letters and digits of id",
        ),
        ({"custom_patterns": [{"id": "a", "label": "b"}]}, "missing argument custom_patterns.0.regex"),
        (
            {"custom_patterns": [{**IBAN, "regex": ""}]},
            "custom_patterns.0.regex: expected a text of 1 to 512 characters",
        ),
        ({"custom_patterns": [{**IBAN, "regex": "a" * 513}]}, "regex: expected a text of 1 to 512 characters"),
        ({"custom_patterns": [{**IBAN, "id": "a" * 257}]}, "id: expected a text of 1 to 256 characters"),
        ({"custom_pattern": [IBAN]}, r"did you mean custom_patterns\?"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        _settings(args)
