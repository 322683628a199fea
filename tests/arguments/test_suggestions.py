import pytest

from homelab.arguments.suggestions import did_you_mean


def test_the_closest_known_name_is_suggested_with_what_stands_before_it():
    assert did_you_mean("schedul", ["retention", "schedule"]) == " (did you mean schedule?)"
    assert did_you_mean("schedul", ["schedule"], path="backup.") == " (did you mean backup.schedule?)"


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("OPENID_ISSUER", "issuer"),
        ("ANTHROPIC_API_KEY", "api_key"),
        ("AWS_REGION", "region"),
        ("OPENID_CLIENT_SECRET", "client_secret"),
        ("apiKey", "api_key"),
        ("Regoin", "region"),
        ("smtp_api_key", "api_key"),
    ],
)
def test_upper_case_and_variables_are_told_the_argument_that_they_set(found: str, meant: str):
    known = ["secret", "client_secret", "issuer", "api_key", "region", "openid_scope", "aws_role"]
    assert did_you_mean(found, known) == f" (did you mean {meant}?)"


def test_a_name_keeps_its_case_in_a_suggestion():
    assert did_you_mean("ratelimit", ["rateLimit"]) == " (did you mean rateLimit?)"


def test_nothing_is_suggested_if_no_name_is_close():
    assert did_you_mean("zzz", ["schedule"]) == ""
    assert did_you_mean("schedule", []) == ""
