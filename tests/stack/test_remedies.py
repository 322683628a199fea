import pytest

from homelab.stack.remedies import with_remedy


@pytest.mark.parametrize(
    ("problem", "remedy"),
    [
        ("unknown argument librechat.LOGIN_MAX", "(a variable of LibreChat: set librechat.env.LOGIN_MAX)"),
        ("unknown argument MONGO_URI", "(a variable of LibreChat: use documentdb)"),
        (
            "unknown argument librechat.storage.s3.AWS_BUCKET_NAME",
            "(a variable of LibreChat: use librechat.storage.s3.bucket)",
        ),
        (
            "unknown argument librechat.OPENWEATHER_API_KEY",
            "(a variable of LibreChat: set librechat.secret_env.OPENWEATHER_API_KEY)",
        ),
    ],
)
def test_a_variable_among_arguments_is_told_its_place(problem: str, remedy: str):
    assert with_remedy(problem) == f"{problem} {remedy}"


def test_it_takes_the_place_of_an_argument_that_is_only_called_alike():
    problem = "unknown argument OPENID_ISSUER"
    remedy = "(a variable of LibreChat: use librechat.auth.openid.issuer)"
    assert with_remedy(f"{problem} (did you mean openrouter?)") == f"{problem} {remedy}"


@pytest.mark.parametrize(
    "problem",
    [
        "unknown argument librechat.NO_SUCH_VARIABLE",
        "unknown argument openai.OPENAI_KEYS (did you mean openai.api_key?)",
        "unknown argument librechat.nonsense",
    ],
)
def test_what_is_no_variable_or_was_told_its_name_stays_as_it_is(problem: str):
    assert with_remedy(problem) == problem
