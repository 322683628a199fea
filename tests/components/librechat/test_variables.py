from typing import Any

import pytest

from homelab.components.librechat.variables import core_variables, signs_sessions, wiring_variables
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from tests.components.librechat.chat import BASE, VALKEY

SESSION = BASE["credentials"]["session_secret"]


def wired(*names: str, **args: Any) -> dict[str, Any]:
    given: Any = {**BASE, **args}
    configuration = Configuration({}, Variables(dict.fromkeys(names, "x")))
    return wiring_variables(given, core_variables(given, key_prefix="chat"), configuration)


def test_a_minimal_server_has_address_database_and_secrets():
    variables = wired()
    assert variables["DOMAIN_SERVER"] == variables["DOMAIN_CLIENT"] == "https://chat.example.com"
    assert variables["MONGO_URI"] == {"name": "db", "key": "uri"}
    assert variables["CONFIG_PATH"] == "/etc/librechat/librechat.yaml"
    assert not {"USE_REDIS", "SEARCH", "RAG_API_URL", "OPENID_SESSION_SECRET"} & variables.keys()


def test_optional_backends_are_connected():
    variables = wired(
        valkey=VALKEY,
        meilisearch={"url": "http://m:7700", "port": 7700, "api_key": {"name": "m", "key": "k"}},
        rag_api={"url": "http://r:8000", "port": 8000},
    )
    assert (variables["REDIS_URI"], variables["REDIS_KEY_PREFIX"]) == ("redis://cache:6379", "chat")
    assert (variables["MEILI_HOST"], variables["RAG_API_URL"]) == ("http://m:7700", "http://r:8000")
    # Clients that give up would notice nothing, and no probe would either.
    assert variables["REDIS_RETRY_MAX_ATTEMPTS"] == "0"


@pytest.mark.parametrize(
    ("switch", "secret"),
    [("OPENID_CLIENT_ID", "OPENID_SESSION_SECRET"), ("SAML_ENTRY_POINT", "SAML_SESSION_SECRET")],
)
def test_sessions_of_a_provider_are_signed(switch: str, secret: str):
    assert signs_sessions(Configuration({}, Variables({switch: "x"})))
    assert {name: value for name, value in wired(switch).items() if "SESSION" in name} == {secret: SESSION}
    assert not signs_sessions(Configuration({}, Variables({"GOOGLE_CLIENT_ID": "x"})))
