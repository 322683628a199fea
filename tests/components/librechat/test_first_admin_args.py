from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.kubernetes import SecretReference

EXISTING: SecretReference = {"name": "own", "key": "value"}
ADMIN: FirstAdminArgs = {"email": "ada@example.com"}


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"name": "Ada Lovelace", "username": "ada.lovelace_1-2", "password": "correct horse"},
        {"name": "a" * 80, "username": "a" * 80, "password": "x" * 128},
        {"name": "Ada", "username": "ab", "password": "x" * 8},
        {"password_secret": EXISTING},
    ],
)
def test_patterns_that_librechat_accepts_are_accepted(args: Any):
    check(FirstAdminArgs, {**ADMIN, **args}, owner="first_admin")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument email"),
        ({"email": "ada"}, "email: expected an email address such as 'ada@example.com', got 'ada'"),
        ({**ADMIN, "name": "Al"}, "name: expected a name of 3 to 80 characters, got 'Al'"),
        ({**ADMIN, "name": "   a"}, "name: expected a name of 3 to 80 characters"),
        ({**ADMIN, "name": "a" * 81}, "name: expected a name of 3 to 80 characters"),
        ({**ADMIN, "username": "a"}, "username: expected a user name of 2 to 80 letters, digits, dots"),
        ({**ADMIN, "username": "a--b"}, "username: expected a user name of 2 to 80 letters, digits, dots"),
        ({**ADMIN, "username": "ada;"}, "username: expected a user name of 2 to 80 letters, digits, dots"),
        ({**ADMIN, "username": "a" * 81}, "username: expected a user name of 2 to 80 letters, digits, dots"),
        ({**ADMIN, "password": "hunter2"}, "password: expected a password of 8 to 128 characters, got a value of type"),
        ({**ADMIN, "password": " " * 8}, "password: expected a password of 8 to 128 characters"),
        ({**ADMIN, "password": "x" * 129}, "password: expected a password of 8 to 128 characters"),
        ({**ADMIN, "password": "x" * 8, "password_secret": EXISTING}, "password and password_secret are mutually"),
        ({**ADMIN, "role": "ADMIN"}, "unknown argument role"),
        ({**ADMIN, "e_mail": "a"}, "unknown argument e_mail (did you mean email?)"),
    ],
)
def test_what_librechat_would_refuse_is_an_error(args: Any, message: str):
    with pytest.raises(ArgumentError) as error:
        check(FirstAdminArgs, args, owner="first_admin")
    assert message in str(error.value)
    assert "hunter2" not in str(error.value)
