import pytest
from pulumi.provider.experimental.util import camel_case

from homelab.plugin import COMPONENTS
from homelab.plugin.inputs import arguments_of
from homelab.plugin.names import camel_case_spelling
from tests.arguments_of import ARGUMENTS

spelled = camel_case_spelling([arguments_of(component) for component in COMPONENTS])


# `pods` is a map, whose keys are components.
PATHS = [path.replace("pods.", "pods.all.") for path in ARGUMENTS]


@pytest.mark.parametrize("path", PATHS)
def test_every_argument_of_a_workspace_is_spelled_as_in_the_schema(path: str):
    expected = ".".join(map(camel_case, path.split(".")))
    assert spelled(f"AIWorkspace 'my_ai': {path}: expected") == f"AIWorkspace 'my_ai': {expected}: expected"
    assert spelled(f"set `{path}`, ``{path}`` or ({path}).") == f"set `{expected}`, ``{expected}`` or ({expected})."


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("librechat.secret_env.api_key: expected", "librechat.secretEnv.api_key: expected"),
        ("librechat.env_from.variables.base_url.name", "librechat.envFrom.variables.base_url.name"),
        ("librechat.config.mcpServers.a.oauth.client_id", "librechat.config.mcpServers.a.oauth.client_id"),
        ("custom_endpoints.0.base_url: expected", "customEndpoints.0.baseUrl: expected"),
        ("secretEvn (did you mean librechat.secret_env?)", "secretEvn (did you mean librechat.secretEnv?)"),
        ("librechat.first_admin.e_mail", "librechat.firstAdmin.e_mail"),
        ("s3: access_key_id has no effect", "s3: accessKeyId has no effect"),
        ("env_from.secrets: expected", "envFrom.secrets: expected"),
    ],
)
def test_paths_are_spelled_as_far_as_they_are_arguments(message: str, expected: str):
    assert spelled(message) == expected


@pytest.mark.parametrize(
    "message",
    [
        "got 'secret_env'",
        "LibreChat's own file, not 'api_key', and \"base_url\"",
        "storage.type: expected one of local, s3, azure_blob, cloudfront",
        "OPENAI_API_KEY is set",
        "mount /app/secret_env or https://a.example.com/api_key",
        "some_words of nobody",
    ],
)
def test_values_variables_and_other_words_stay_as_they_are(message: str):
    assert spelled(message) == message
