"""A rotation changes one secret and the pods that read it, and a database has the new password before they do."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from homelab import ArgumentError
from homelab.offline import GeneratedValues, Recording
from homelab.offline.objects import KubernetesObject
from tests.modules.bases import base
from tests.scenarios import CHAT, recorded

WORKSPACE = base(
    rag={"embeddings": {"provider": "huggingface"}},
    librechat={
        **CHAT,
        "auth": {"openid": {"issuer": "https://id.example.com", "client_id": "a", "client_secret": "b" * 20}},
    },
    searxng={},
    firecrawl={},
    speaches={"models": ["a/b"]},
)
CREDS = {"creds": 1, "give_up": ["user_secrets"]}
ROTATIONS: Mapping[str, tuple[Any, set[str]]] = {
    "JWT": ({"librechat": {"security": {"rotation": {"jwt": 1}}}}, {"librechat", "rag-api"}),
    "metrics": ({"librechat": {"security": {"rotation": {"metrics": 1}}}}, {"librechat", "rag-api"}),
    "encryption": ({"librechat": {"security": {"rotation": CREDS}}}, {"librechat"}),
    "search": ({"meilisearch": {"master_key_rotation": 1}}, {"librechat", "meilisearch"}),
    "cache": ({"valkey": {"password_rotation": 1}}, {"librechat", "valkey"}),
    "vectors": ({"pgvector": {"password_rotation": 1}}, {"rag-api", "pgvector"}),
    "documents": ({"documentdb": {"password_rotation": 1}}, {"librechat", "documentdb-postgres"}),
    "scraper": ({"firecrawl": {"secret_rotation": 1}}, {"firecrawl", "firecrawl-rabbitmq"}),
    "web search": ({"searxng": {"secret_key_rotation": 1}}, {"searxng"}),
    "speech": ({"speaches": {"api_key_rotation": 1}}, {"speaches"}),
}
WORKLOADS = ("Deployment", "StatefulSet")


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(one)
    for name, value in other.items():
        joined[name] = merged(joined[name], value) if isinstance(joined.get(name), Mapping) else value
    return joined


def rotated(rotation: Any, workspace: Any = WORKSPACE) -> tuple[Recording, Recording]:
    """Before and after, as two renders with the same ``secrets.yaml``."""
    generated = GeneratedValues()
    before = recorded(workspace, generated=generated)
    return before, recorded(merged(workspace, rotation), generated=GeneratedValues.load(generated.dump()))


def pods(made: Recording) -> dict[str, str]:
    return {
        each.name.removeprefix("ws-"): json.dumps(each.manifest["spec"]["template"], sort_keys=True)
        for each in made.objects
        if each.kind in WORKLOADS
    }


def values(made: Recording) -> dict[str, Any]:
    """Content of Secrets by the logical name of their resource."""
    return {each.resource.name: each.manifest.get("stringData") for each in made.objects if each.kind == "Secret"}


def objects(made: Recording, kind: str) -> list[KubernetesObject]:
    return [each for each in made.objects if each.kind == kind]


@pytest.mark.parametrize("name", ROTATIONS)
def test_only_the_readers_of_the_secret_are_replaced(name: str):
    rotation, readers = ROTATIONS[name]
    before, after = map(pods, rotated(rotation))
    assert before.keys() == after.keys()
    assert {each for each in before if before[each] != after[each]} == readers


@pytest.mark.parametrize("name", ROTATIONS)
def test_a_rotation_changes_the_values_of_one_secret_and_what_follows_from_it(name: str):
    before, after = map(values, rotated(ROTATIONS[name][0]))
    kept = {each for each in before if before[each] == after.get(each)}
    changed = (before.keys() | after.keys()) - kept
    assert 1 <= len(changed) <= 3, changed
    known = {json.dumps(content, sort_keys=True) for content in before.values()}
    assert any(json.dumps(after[each], sort_keys=True) not in known for each in changed if each in after)


def test_a_rotation_of_the_encryption_key_is_refused_with_what_it_costs():
    with pytest.raises(ArgumentError, match=r"unreadable: set librechat.security.rotation.give_up"):
        recorded(merged(WORKSPACE, {"librechat": {"security": {"rotation": {"creds": 1}}}}))


@pytest.mark.parametrize(
    ("engine", "group", "job", "client"),
    [
        ("ferretdb", "pgvector", "ws-pgvector-rotation", "ws-rag-api"),
        ("ferretdb", "documentdb", "ws-documentdb-rotation", "ws-librechat"),
        ("mongodb", "documentdb", "ws-documentdb-rotation", "ws-librechat"),
    ],
)
def test_the_database_has_the_new_password_before_its_clients(engine: str, group: str, job: str, client: str):
    workspace = merged(WORKSPACE, {"documentdb": {"engine": engine}})
    _, after = rotated({group: {"password_rotation": 1}}, workspace)
    resources = {each.urn: each for each in after.resources}
    (setting,) = [each for each in after.resources if each.type == "kubernetes:batch/v1:Job" and each.name == job]
    (waiting,) = [each for each in after.resources if each.type.endswith(":Deployment") and each.name == client]
    reached, left = set[str](), [waiting.urn]
    while left:
        urn = left.pop()
        if urn not in reached and urn in resources:
            reached.add(urn)
            left += [*resources[urn].dependencies, resources[urn].parent]
    assert setting.urn in reached


@pytest.mark.parametrize("engine", ["ferretdb", "mongodb"])
@pytest.mark.parametrize("group", ["documentdb", "pgvector"])
def test_another_number_runs_the_job_again_also_for_an_existing_secret(engine: str, group: str):
    def jobs(number: int) -> set[str]:
        made = recorded(
            merged(
                WORKSPACE,
                {"documentdb": {"engine": engine}, group: {"existing_secret": "mine", "password_rotation": number}},
            )
        )
        return {each.name for each in objects(made, "Job") if each.resource.name.endswith("-rotation")}

    assert [len(jobs(number)) for number in (0, 1, 2)] == [0, 1, 1]
    assert jobs(1) != jobs(2)


def test_the_old_password_of_the_cache_works_until_it_is_given_up():
    both, after = rotated({"valkey": {"password_rotation": 1, "accept_previous_password": True}})
    old, new = values(both)["ws-valkey-password"], values(after)["ws-valkey-password"]
    assert new["password"] != old["password"]
    assert new["password.conf"] == (
        f"user default on sanitize-payload ~* &* +@all >{new['password']} >{old['password']}\n"
    )
    generated = GeneratedValues()
    recorded(WORKSPACE, generated=generated)
    first = recorded(
        merged(WORKSPACE, {"valkey": {"password_rotation": 1, "accept_previous_password": True}}), generated=generated
    )
    last = recorded(merged(WORKSPACE, {"valkey": {"password_rotation": 1}}), generated=generated)
    passwords = [values(each)["ws-valkey-password"] for each in (first, last)]
    assert passwords[0]["password"] == passwords[1]["password"]
    assert passwords[1]["password.conf"] == f"requirepass {passwords[1]['password']}\n"


@pytest.mark.parametrize(
    "group", [{"accept_previous_password": True}, {"accept_previous_password": True, "password": "p" * 16}]
)
def test_there_must_be_a_previous_password(group: Any):
    with pytest.raises(ArgumentError, match="accept_previous_password needs password_rotation"):
        recorded(merged(WORKSPACE, {"valkey": group}))
