from collections.abc import Mapping
from typing import Any

import pytest

from homelab import ArgumentError
from homelab.offline import Recording
from homelab.offline.required_secrets import required_secrets
from tests.full_scenarios import EVERYTHING_INSIDE
from tests.modules.bases import base
from tests.scenarios import CHAT, recorded

STORE = {"store": {"name": "vault"}}
ONE_PATH: Mapping[str, Any] = {**STORE, "key": "ai/chat"}
RELOADED = {"secret.reloader.stakater.com/auto": "true"}
SEARCH = {"searxng": {}, "firecrawl": {}}
RAG = {"rag": {"embeddings": {"provider": "huggingface"}}}
DATABASES = {"documentdb", "documentdb-postgres", "pgvector"}


def specs(made: Recording) -> dict[str, Any]:
    """Specifications of ExternalSecrets by their names, which are those of the Secrets."""
    return {each["metadata"]["name"]: each["spec"] for each in made.manifests if each["kind"] == "ExternalSecret"}


def taken(made: Recording) -> dict[str, dict[str, Any]]:
    return {name: {each["secretKey"]: each["remoteRef"] for each in spec["data"]} for name, spec in specs(made).items()}


def generated(made: Recording) -> list[str]:
    return [each.name for each in made.resources if each.type.startswith("random:")]


@pytest.mark.parametrize("engine", ["ferretdb", "mongodb"])
def test_nothing_is_generated_and_no_secret_is_left_that_must_exist(engine: str):
    args = base(**RAG, **SEARCH, documentdb={"engine": engine}, librechat={**CHAT, "first_admin": {"email": "a@b.ch"}})
    made = recorded({**args, "external_secrets": ONE_PATH})
    assert generated(recorded(args))
    assert generated(made) == []
    assert required_secrets(made.objects, with_secrets=True) == []


def test_every_key_that_a_pod_reads_is_taken():
    made = recorded(base(**RAG, external_secrets=ONE_PATH))
    there = {
        name: {*found, *specs(made)[name]["target"].get("template", {}).get("data", {})}
        for name, found in taken(made).items()
    }
    missing = [
        (found["name"], found["key"])
        for each in made.manifests
        if each["kind"] in ("Deployment", "StatefulSet", "Job")
        for container in each["spec"]["template"]["spec"]["containers"]
        for variable in container.get("env", [])
        if (found := variable.get("valueFrom", {}).get("secretKeyRef")) and found["key"] not in there[found["name"]]
    ]
    assert missing == []


def test_one_path_has_every_value_under_a_name_of_its_own():
    found = taken(recorded(base(**RAG, **SEARCH, external_secrets=ONE_PATH)))
    remote = [each for keys in found.values() for each in keys.values()]
    assert {each["key"] for each in remote} == {"ai/chat"}
    assert len({each["property"] for each in remote}) == len(remote)
    assert found["ws-librechat"]["CREDS_KEY"] == {"key": "ai/chat", "property": "CREDS_KEY"}
    assert found["ws-pgvector"]["superuser-password"]["property"] == "PGVECTOR_SUPERUSER_PASSWORD"


def test_what_follows_from_a_password_is_made_in_the_cluster():
    found = specs(recorded(base(external_secrets=ONE_PATH)))
    assert found["ws-valkey"]["target"]["template"]["data"] == {"password.conf": "requirepass {{ .password }}"}
    uri = found["ws-documentdb"]["target"]["template"]["data"]["uri"]
    assert uri.startswith("mongodb://librechat:{{ .password | urlquery }}@ws-documentdb.ai.svc.cluster.local:27017/")
    assert found["ws-valkey"]["target"]["template"]["mergePolicy"] == "Merge"


def test_secrets_stay_when_the_store_loses_them():
    for spec in specs(recorded(base(external_secrets=ONE_PATH))).values():
        assert spec["target"]["deletionPolicy"] == "Retain"
        assert spec["target"]["creationPolicy"] == "Owner"


def test_a_secret_and_a_single_value_can_be_elsewhere():
    elsewhere = {"valkey": {"key": "cache"}, "librechat": {"values": {"JWT_SECRET": {"key": "jwt", "version": "3"}}}}
    found = taken(recorded(base(external_secrets={**ONE_PATH, "secrets": elsewhere})))
    assert found["ws-valkey"]["password"] == {"key": "cache", "property": "VALKEY_PASSWORD"}
    assert found["ws-librechat"]["JWT_SECRET"] == {"key": "jwt", "version": "3"}
    assert found["ws-librechat"]["JWT_REFRESH_SECRET"]["key"] == "ai/chat"


def test_secrets_that_arguments_name_are_made_if_the_map_names_them():
    args = base(
        openai={"api_key_secret": {"name": "providers", "key": "openai"}},
        anthropic={"api_key_secret": {"name": "made-by-hand", "key": "key"}},
        librechat={**CHAT, "env_from": {"secrets": ["more"]}},
        external_secrets={**ONE_PATH, "secrets": {"providers": {}, "more": {"key": "ai/more"}}},
    )
    made = recorded(args)
    assert [each["secretKey"] for each in specs(made)["providers"]["data"]] == ["openai"]
    assert specs(made)["more"]["dataFrom"] == [{"extract": {"key": "ai/more"}}]
    assert list(map(str, required_secrets(made.objects, with_secrets=True))) == ["ai/made-by-hand: key"]


def test_what_an_argument_sets_does_not_come_from_the_store():
    made = recorded(
        base(
            valkey={"existing_secret": "mine"},
            documentdb={"password": "a-password-of-24-letters".replace("-", "0")},
            librechat={**CHAT, "env_from": {"variables": {"JWT_SECRET": {"name": "shared", "key": "jwt"}}}},
            external_secrets=ONE_PATH,
        )
    )
    assert not {"ws-valkey", "ws-documentdb"} & specs(made).keys()
    assert "JWT_SECRET" not in taken(made)["ws-librechat"]


def test_what_is_nowhere_is_listed_with_the_names_that_are_expected():
    with pytest.raises(ArgumentError) as error:
        recorded(base(external_secrets={**STORE, "secrets": {"librechat": {"key": "a"}}}))
    message = str(error.value)
    assert "nothing says where these are: documentdb.password (DOCUMENTDB_PASSWORD)" in message
    assert "valkey.password (VALKEY_PASSWORD)" in message
    assert "CREDS_KEY" not in message


@pytest.mark.parametrize(
    ("secrets", "message"),
    [
        ({"valky": {}}, r"secrets\.valky: nothing expects it: expected librechat, .* \(did you mean valkey\?\)"),
        ({"pgvector": {}}, r"secrets\.pgvector: nothing expects it"),
        ({"valkey": {"values": {"pasword": {"key": "a"}}}}, r"values\.pasword: .* expected password"),
    ],
)
def test_what_nothing_expects_is_refused(secrets: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        recorded(base(external_secrets={**ONE_PATH, "secrets": secrets}))


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"valkey": {"password_rotation": 1}}, "valkey.password_rotation has no effect with external_secrets"),
        (
            {"librechat": {**CHAT, "security": {"jwt_secret": "j" * 32}}},
            "librechat.security.jwt_secret: with external_secrets the store has it",
        ),
    ],
)
def test_values_that_the_store_has_are_not_set_as_well(groups: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        recorded(base(external_secrets=ONE_PATH, **groups))


def test_pods_wait_for_the_secrets():
    made = recorded(base(external_secrets=ONE_PATH))
    urns = {each.urn for each in made.resources if each.inputs.get("kind") == "ExternalSecret"}
    components = [each for each in made.resources if each.type.startswith("homelab:index:") and each.parent]
    waiting = [each for each in components if each.type != "homelab:index:AIWorkspace"]
    assert waiting
    assert all(urns <= {*each.dependencies} for each in waiting)


def test_reloader_replaces_the_pods_that_read_a_password_when_they_start():
    made = recorded(base(**RAG, **SEARCH, external_secrets={**ONE_PATH, "reloader": True}))
    found = {
        each["metadata"]["name"].removeprefix("ws-"): each["metadata"].get("annotations", {})
        for each in made.manifests
        if each["kind"] in ("Deployment", "StatefulSet")
    }
    assert {name for name, annotations in found.items() if annotations == RELOADED} == found.keys() - DATABASES


def test_of_everything_that_is_monitored_one_password_is_generated():
    made = recorded(
        {**EVERYTHING_INSIDE, "monitoring": {"prometheus": {"pod_labels": {"a": "b"}}}, "external_secrets": ONE_PATH}
    )
    assert generated(made) == ["ws-searxng-metrics"]
