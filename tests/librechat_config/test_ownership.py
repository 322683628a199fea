from typing import Any

import pulumi
import pytest

from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.rag_api.args import RagApiArgs
from homelab.components.rag_api.environment import server_environment
from homelab.librechat_config.ownership import (
    LIBRECHAT,
    OWNED,
    RAG_API,
    component_argument,
    unread_variables,
    variable_violations,
)
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.arguments_of import ARGUMENTS

REFERENCE: Any = {"name": "existing", "key": "key"}


def violations(reader: Reader = Reader.LIBRECHAT, *, prefix: str = "librechat.", **args: Any) -> list[str]:
    return list(variable_violations(args, reader, prefix))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("args", "path"),
    [
        ({"env": {"MONGO_URI": "x"}}, "env.MONGO_URI"),
        ({"secret_env": {"MONGO_URI": "x"}}, "secret_env.MONGO_URI"),
        ({"secret_files": {"MONGO_URI": "x"}}, "secret_files.MONGO_URI"),
        ({"env_from": {"variables": {"MONGO_URI": REFERENCE}}}, "env_from.variables.MONGO_URI"),
        ({"env_from": {"files": {"MONGO_URI": REFERENCE}}}, "env_from.files.MONGO_URI"),
    ],
)
def test_owned_variables_are_rejected_in_any_group(args: dict[str, Any], path: str):
    assert violations(**args) == [f"librechat.{path}: the library sets it: use documentdb instead"]


def test_the_argument_to_use_instead_is_that_of_the_workspace_or_of_the_component_alone():
    secret_env = {"JWT_SECRET": "x"}
    assert violations(secret_env=secret_env) == [
        "librechat.secret_env.JWT_SECRET: the library sets it: use librechat.security instead"
    ]
    assert violations(prefix="", secret_env=secret_env) == [
        "secret_env.JWT_SECRET: the library sets it: use credentials instead"
    ]
    assert violations(Reader.RAG_API, prefix="", secret_env=secret_env) == [
        "secret_env.JWT_SECRET: the library sets it: use jwt_secret instead"
    ]


COMPONENTS: dict[Reader, Any] = {Reader.LIBRECHAT: LibreChatArgs, Reader.RAG_API: RagApiArgs}


@pytest.mark.parametrize("reader", Reader)
def test_the_arguments_to_use_instead_exist(reader: Reader):
    for argument in filter(None, set(OWNED[reader].values())):
        assert argument in ARGUMENTS, argument
        assert component_argument(argument, reader).partition(".")[0] in COMPONENTS[reader].__annotations__, argument


def test_values_that_are_fixed_have_no_argument():
    assert violations(env={"PORT": "1"}) == ["librechat.env.PORT: the library sets it"]


def test_variables_of_connections_are_owned():
    credentials: Any = dict.fromkeys(("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret"))
    chat = {
        **environment.credentials_environment(credentials),
        **environment.database_environment({"uri": REFERENCE, "port": 1}),
        **environment.cache_environment({"uri": "redis://a", "port": 1, "password": REFERENCE, "cluster": True}, "a"),
        **environment.search_environment({"url": "http://a", "port": 1, "api_key": REFERENCE}),
        **environment.rag_environment({"url": "http://a", "port": 1}),
    }
    # How often clients try again is anybody's to say.
    assert chat.keys() - {"REDIS_RETRY_MAX_ATTEMPTS", "MEILI_SYNC_THRESHOLD"} <= LIBRECHAT.keys()
    database: Any = {"host": "a", "port": 1, "database": "a", "username": "a", "password": REFERENCE}
    rag: Any = {"database": database, "jwt_secret": REFERENCE}
    defaults = {"CONSOLE_JSON", "SCARF_NO_ANALYTICS", "PGVECTOR_CREATE_LEGACY_INDEXES"}
    assert server_environment(rag, "a").keys() - defaults - {"RAG_CHECK_EMBEDDING_CTX_LENGTH"} <= RAG_API.keys()


@pytest.mark.parametrize("reader", Reader)
def test_every_owned_variable_exists(reader: Reader):
    read = unknown_variables(OWNED[reader], reader=reader)
    assert read == []


@pytest.mark.parametrize(
    ("env", "message"),
    [
        (
            {"OPENID_ISSUER": "id.example.com"},
            "librechat.env.OPENID_ISSUER: expected a URL such as https://server.example.com:8443/path, got 'id.example",
        ),
        ({"EMAIL_HOST": "smtp://mail"}, "librechat.env.EMAIL_HOST: expected a host, got 'smtp://mail'"),
    ],
)
def test_malformed_addresses_in_plain_variables_are_refused(env: dict[str, Any], message: str):
    (found,) = violations(env=env)
    assert found.startswith(message)


def test_other_variables_are_the_user_s():
    plain = {"OPENAI_API_KEY": "user_provided", "EMAIL_HOST": "mail", "PROXY": "proxy:3128", "DEBUG_LOGGING": "true"}
    assert violations(env=plain, secret_env={"OPENAI_API_KEY": "sk-hidden"}) == []
    assert violations(env={"OPENID_ISSUER": pulumi.Output.from_input("x")}) == []


def test_unknown_variables_are_reported_with_their_path():
    args: Any = {
        "env": {"OPENAI_MODEL": "a", "MINE": "b"},
        "secret_env": {"DATABASE_URL": "c"},
        "env_from": {"variables": {"NOBODYS": REFERENCE}},
    }
    found = list(unread_variables(args, Reader.LIBRECHAT, referenced=["MINE"]))
    assert [message.partition(":")[0] for message in found] == [
        "env.OPENAI_MODEL",
        "secret_env.DATABASE_URL",
        "env_from.variables.NOBODYS",
    ]
    assert "LibreChat reads no such variable (did you mean OPENAI_MODELS?)" in found[0]
    assert "LibreChat has no SQL database" in found[1]
