import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.email import email_problems
from homelab.librechat_config.configuration import Configuration
from tests.librechat_config.checks.found import found


@pytest.mark.parametrize("variable", ["EMAIL_HOST", "EMAIL_SERVICE", "MAILGUN_API_KEY"])
def test_a_sender_needs_an_email_service(variable: str):
    assert found(email_problems) == []
    assert found(email_problems, None, EMAIL_FROM="a@example.com", **{variable: "x"}) == []
    assert found(email_problems, None, EMAIL_FROM="a@example.com") == [
        "librechat.email.from_address (EMAIL_FROM) has no effect without librechat.email.smtp or "
        "librechat.email.mailgun, or EMAIL_SERVICE in librechat.env"
    ]


def test_a_server_may_be_named_in_an_existing_secret():
    variables = Variables({"EMAIL_FROM": "a@example.com"}, secrets=["mail"])
    assert list(email_problems(Configuration({}, variables))) == []
