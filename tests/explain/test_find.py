import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.explain import Kind, UnknownPathError, find, paths, workspace
from homelab.librechat_config.schema.published import json_schema
from tests.arguments_of import ARGUMENTS


def keys_of(schema: object, path: str = "") -> set[str]:
    """Every key of librechat.yaml, in the schema's own order, apart from the code that is tested."""
    found: set[str] = set()
    if isinstance(schema, dict):
        for name, inner in schema.get("properties", {}).items():
            found |= {f"{path}.{name}", *keys_of(inner, f"{path}.{name}")}
        for inner in (*schema.get("anyOf", ()), schema.get("items")):
            found |= keys_of(inner, path)
        if isinstance(schema.get("additionalProperties"), dict):
            found |= keys_of(schema["additionalProperties"], f"{path}.*")
    return found


PATHS = [path for path in paths(workspace()) if not path.endswith("*")]
KEYS = sorted(keys_of(json_schema()))


def test_every_argument_has_a_meaning():
    described = {path: find(path).describe() for path in PATHS}
    assert [path for path, each in described.items() if each.path != path] == []
    assert [path for path, each in described.items() if not (each.meaning or each.default)] == []
    assert {each.kind for each in described.values()} == {Kind.ARGUMENT}


def test_every_argument_is_among_the_paths():
    # Below these, names are those of variables.
    variables = re.compile(r"(librechat|rag)\.env_from\.(variables|files)\.(name|key)")
    assert {path.replace(".*", "") for path in PATHS} == {path for path in ARGUMENTS if not variables.fullmatch(path)}


def test_every_key_of_librechat_yaml_is_found_and_has_its_page():
    assert len(KEYS) > 1000
    described = [find(f"librechat.config{key}").describe() for key in KEYS]
    assert [each.path for each in described] == [f"librechat.config{key}" for key in KEYS]
    assert all(each.see and each.see.startswith("https://www.librechat.ai/docs/") for each in described)
    assert {each.kind for each in described} == {Kind.KEY}


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("librechat.ingress.tls", "librechat.ingress.tls"),
        ("workspace.backup.repository", "backup.repository"),
        ("homelab:workspace.backup", "backup"),
        ("custom_endpoints[0].api_key", "custom_endpoints.api_key"),
        ("custom_endpoints.0.api_key", "custom_endpoints.api_key"),
        ("pods.librechat.node_selector", "pods.*.node_selector"),
        ("librechat.yaml endpoints.agents", "librechat.config.endpoints.agents"),
        ("librechat.yaml.endpoints.agents", "librechat.config.endpoints.agents"),
        ("endpoints.agents", "librechat.config.endpoints.agents"),
        ("librechat.config.mcpServers.tickets.url", "librechat.config.mcpServers.*.url"),
        ("ALLOW_REGISTRATION", "librechat.env.ALLOW_REGISTRATION"),
        ("OPENAI_API_KEY", "librechat.secret_env.OPENAI_API_KEY"),
        ("librechat.env_from.variables.OPENAI_API_KEY", "librechat.env_from.variables.OPENAI_API_KEY"),
        ("RAG_UPLOAD_DIR", "RAG_UPLOAD_DIR"),
        ("rag.env.CHUNK_SIZE", "CHUNK_SIZE"),
        ("Valkey.storage.size", "Valkey.storage.size"),
        ("", "AIWorkspace"),
    ],
)
def test_paths_are_understood_as_people_write_them(typed: str, path: str):
    assert find(typed).describe().path == path


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("librechat.ingres", "unknown argument librechat.ingres (did you mean librechat.ingress?)"),
        ("opnai.api_key", "unknown argument opnai (did you mean openai?)"),
        ("pods.libre.tolerations", "unknown argument pods.libre (did you mean pods.librechat?)"),
        ("librechat.domain.x", "librechat.domain is a string: there is nothing below it"),
        ("openai.api_key.x", "openai.api_key is a string: there is nothing below it"),
        ("Valkey.storag", "unknown argument Valkey.storag (did you mean Valkey.storage?)"),
        (
            "tls",
            "unknown argument tls (there is librechat.ingress.tls, searxng.ingress.tls, admin_panel.ingress.tls)",
        ),
        ("SMTP", "unknown argument SMTP (there is librechat.email.smtp)"),
        ("librechat.email_login", "unknown argument librechat.email_login (there is librechat.auth.email_login)"),
        ("librechat.auth.cluster_issuer", "unknown argument librechat.auth.cluster_issuer"),
        ("librechat.yaml interfce", "unknown key of librechat.yaml interfce (did you mean interface?)"),
        (
            "librechat.yaml endpoints.agents.apiKey",
            "unknown key of librechat.yaml endpoints.agents.apiKey: was removed in v0.7.6 and is a key of "
            "endpoints.assistants only: remove it",
        ),
        ("librechat.yaml cache.on", "cache of librechat.yaml has no keys: it is true or false"),
        ("ALLOW_REGISTRATON", "ALLOW_REGISTRATON: LibreChat reads no such variable (did you mean ALLOW_REGISTRATION?)"),
        (
            "librechat.env.LOGIN_MX",
            "librechat.env.LOGIN_MX: LibreChat reads no such variable (did you mean LOGIN_MAX?)",
        ),
    ],
)
def test_an_unknown_path_is_one_line_with_what_may_have_been_meant(typed: str, message: str):
    with pytest.raises(UnknownPathError) as error:
        find(typed)
    assert str(error.value) == message


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=40)
    | st.text(alphabet='.[]"* aA_0', max_size=20)
)
def test_whatever_is_typed_is_found_or_refused_in_one_line(typed: str):
    try:
        message = find(typed).describe().path
    except UnknownPathError as error:
        message = str(error)
    assert message
    assert "\n" not in message
