from homelab.librechat_config.checks import configuration_problems, variable_problems
from tests.librechat_config.checks.found import found

CONFIG = {
    "summarization": {"provider": "none"},
    "balance": {"startBalance": 5},
    "endpoints": {"bedrock": {"models": ["anthropic.claude-opus-5"]}},
}


def test_every_check_of_the_document_is_made():
    problems = found(configuration_problems, CONFIG, BEDROCK_AWS_DEFAULT_REGION="eu-central-1")
    assert sorted(problem.partition(":")[0] for problem in problems) == [
        "balance.startBalance",
        "endpoints.bedrock.models.0",
        "summarization.provider",
    ]


def test_every_check_of_the_variables_is_made():
    role_and_key = {"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a"}
    problems = found(variable_problems, None, ALLOW_EMAIL_LOGIN="false", EMAIL_FROM="a@b.c", **role_and_key)
    assert [problem.partition(" ")[0] for problem in problems] == [
        "librechat.auth.email_login:",
        "librechat.email.from_address",
        "bedrock",
    ]
