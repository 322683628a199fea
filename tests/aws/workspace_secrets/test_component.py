"""Secrets of a workspace: in Secrets Manager, in the cluster, and in the workspace's arguments."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.aws import WorkspaceSecrets
from homelab.aws.policies import policy
from homelab.offline import Recording
from tests.aws.actions import unknown_actions
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import ACCOUNT, ancestors, of_type, only, recorded, statements

SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/1a2b"
REPLICA = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:ai/librechat-2026-AbCdEf"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
ARGS: dict[str, Any] = {"namespace": "ai", "region": "eu-central-1", "secrets": {"librechat": {}}}
ALL: dict[str, Any] = {
    "secrets": {
        "librechat": {"values": {"OPENAI_API_KEY": "not-a-real-key-0123"}},
        "meilisearch": {},
        "valkey": {},
        "pgvector": {},
        "firecrawl": {},
        "tools": {"generate": {"token": {"length": 40}}},
    }
}


def secrets(args: Mapping[str, Any] = MappingProxyType({}), *, preview: bool = False) -> Recording:
    def program() -> None:
        created = WorkspaceSecrets("ws", {**ARGS, **args})  # type: ignore[arg-type]  wrong arguments are among them
        pulumi.export("policy", policy(created.statements))
        pulumi.export("commands", created.fill_commands)

    return recorded(program, preview=preview)


def content(recording: Recording, role: str) -> dict[str, str]:
    (found,) = [each for each in of_type(recording, VERSION) if each.name == f"ws-{role}"]
    return json.loads(found.inputs["secretStringWo"])


def objects(recording: Recording, kind: str) -> list[Any]:
    return [each for each in recording.manifests if each["kind"] == kind]


def test_a_role_is_one_secret_with_all_of_its_keys():
    recording = secrets(ALL)
    assert len(of_type(recording, SECRET)) == len(of_type(recording, VERSION)) == 6
    librechat = content(recording, "librechat")
    assert re.fullmatch("[0-9a-f]{64}", librechat["CREDS_KEY"])
    assert re.fullmatch("[0-9a-f]{32}", librechat["CREDS_IV"])
    assert re.fullmatch("[A-Za-z0-9]{64}", librechat["JWT_SECRET"])
    assert librechat["OPENAI_API_KEY"] == "not-a-real-key-0123"
    valkey = content(recording, "valkey")
    assert valkey["password.conf"] == f"requirepass {valkey['password']}"
    assert len(content(recording, "tools")["token"]) == 40


def test_values_are_write_only_and_secret():
    recording = secrets(ALL)
    for version in of_type(recording, VERSION):
        assert "secretString" not in version.inputs
        # Pulumi's state has inputs: these are encrypted in it, and so is what is derived from them.
        assert {path[0] for path in version.secrets} == {"secretStringWo", "secretStringWoVersion"}


def test_another_value_is_another_version():
    first, same, other = (
        only(secrets({"secrets": {"tools": {"values": {"token": value}}}}), VERSION).inputs["secretStringWoVersion"]
        for value in ("a-value-of-a-token", "a-value-of-a-token", "another-one-of-it")
    )
    assert first == same != other


def test_a_secret_is_encrypted_retained_tagged_and_never_named_as_a_deleted_one():
    recording = secrets({"kms_key_arn": KEY, "tags": {"team": "chat"}, "replicas": [{"region": "eu-west-1"}]})
    secret = only(recording, SECRET)
    assert secret.protect
    assert secret.inputs["namePrefix"] == "ws/librechat-"
    assert "name" not in secret.inputs
    assert secret.inputs["kmsKeyId"] == KEY
    assert secret.inputs["recoveryWindowInDays"] == 30
    assert secret.inputs["tags"]["team"] == "chat"
    assert secret.inputs["replicas"] == [{"region": "eu-west-1"}]
    assert secret.inputs["region"] == "eu-central-1"


def test_what_is_generated_is_protected_as_the_secret_is():
    def protected(args: Mapping[str, Any]) -> set[bool]:
        recording = secrets(args)
        kept = [*of_type(recording, SECRET), *of_type(recording, "random:index/randomPassword:RandomPassword")]
        return {each.protect for each in kept}

    assert protected({}) == {True}
    assert protected({"retain": False}) == {False}
    assert only(secrets({"retain": False}), SECRET).inputs["recoveryWindowInDays"] == 0


def test_external_secrets_copies_a_secret_with_all_of_its_keys():
    recording = secrets()
    (store,) = objects(recording, "SecretStore")
    assert store["apiVersion"] == "external-secrets.io/v1"
    assert store["spec"] == {"provider": {"aws": {"service": "SecretsManager", "region": "eu-central-1"}}}
    (external,) = objects(recording, "ExternalSecret")
    assert external["spec"] == {
        "refreshInterval": "1h",
        "secretStoreRef": {"name": store["metadata"]["name"], "kind": "SecretStore"},
        "target": {"name": "ws-librechat", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "dataFrom": [{"extract": {"key": only(recording, SECRET).outputs["name"]}}],
    }
    assert external["metadata"]["namespace"] == store["metadata"]["namespace"] == "ai"


def test_the_copy_waits_for_the_value_and_pulumi_for_the_copy():
    recording = secrets()
    external = next(each for each in recording.resources if each.inputs.get("kind") == "ExternalSecret")
    assert only(recording, VERSION).urn in external.dependencies
    assert external.inputs["metadata"]["annotations"] == {"pulumi.com/waitFor": "condition=Ready"}


def test_the_store_reads_with_an_identity_of_its_own():
    recording = secrets({"store_identity": {"cluster_name": "production", "oidc_provider_arn": PROVIDER}})
    (store,) = objects(recording, "SecretStore")
    (account,) = objects(recording, "ServiceAccount")
    assert "eks.amazonaws.com/role-arn" in account["metadata"]["annotations"]
    name = account["metadata"]["name"]
    assert store["spec"]["provider"]["aws"]["auth"] == {"jwt": {"serviceAccountRef": {"name": name}}}
    (statement,) = statements(only(recording, "aws:iam/rolePolicy:RolePolicy").inputs["policy"])
    assert statement["Resource"] == [only(recording, SECRET).outputs["arn"]]


def test_the_store_takes_on_a_role():
    role = f"arn:aws:iam::{ACCOUNT}:role/secrets"
    (store,) = objects(secrets({"store_role_arn": role}), "SecretStore")
    assert store["spec"]["provider"]["aws"]["role"] == role


@pytest.mark.parametrize("args", [{}, ALL | {"kms_key_arn": KEY}], ids=["default", "everything"])
def test_the_policy_reads_these_secrets_and_no_others(args: dict[str, Any]):
    recording = secrets(args)
    written = recording.exports["policy"]
    assert findings(written) == []
    assert wildcards(written) == []
    assert unknown_actions(written) == []
    assert set(statements(written)[0]["Resource"]) == {each.outputs["arn"] for each in of_type(recording, SECRET)}


def test_the_key_is_used_through_secrets_manager_alone():
    statement = statements(secrets({"kms_key_arn": KEY}).exports["policy"])[1]
    assert (statement["Action"], statement["Resource"]) == (["kms:Decrypt"], [KEY])
    assert statement["Condition"] == {"StringEquals": {"kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"]}}


def test_what_is_filled_outside_is_nowhere_in_the_program():
    recording = secrets({"secrets": {"librechat": {"filled_outside": ["OPENAI_API_KEY"]}}})
    assert not of_type(recording, VERSION)
    assert not [each for each in recording.resources if each.type.startswith("random:")]
    assert not recording.secret_values
    command = recording.exports["commands"]["librechat"]
    arn = only(recording, SECRET).outputs["arn"]
    assert command.endswith(
        f"| aws secretsmanager put-secret-value --region eu-central-1 --secret-id {arn} "
        "--secret-string file:///dev/stdin"
    )
    assert objects(recording, "ExternalSecret")


def test_a_replica_is_read_and_not_created():
    recording = secrets({"secrets": {"librechat": {"existing_arn": REPLICA}}})
    assert not [each for each in recording.resources if each.type.startswith(("aws:secretsmanager", "random:"))]
    assert statements(recording.exports["policy"])[0]["Resource"] == [REPLICA]
    (external,) = objects(recording, "ExternalSecret")
    assert external["spec"]["dataFrom"] == [{"extract": {"key": REPLICA}}]


@pytest.mark.parametrize("args", [{}, ALL], ids=["default", "everything"])
def test_a_preview_needs_no_value_that_aws_chooses(args: dict[str, Any]):
    assert secrets(args, preview=True).resources


def workspace(*, preview: bool = False) -> Recording:
    def program() -> None:
        created = WorkspaceSecrets("ws", {**ARGS, **ALL})  # type: ignore[typeddict-item]  a map of any arguments
        AIWorkspace(
            "ai",
            {
                "namespace": "ai",
                "librechat": {"domain": "chat.example.com", "security": created.security},
                "meilisearch": created.meilisearch,
                "valkey": created.valkey,
                "pgvector": created.pgvector,
                "firecrawl": created.firecrawl,
                "searxng": {},
                "openai": {"api_key_secret": created.reference("librechat", "OPENAI_API_KEY")},
            },
        )

    return recorded(program, preview=preview)


def references(value: Any) -> set[tuple[str, str]]:
    """Names and keys of Secrets in a manifest."""
    if isinstance(value, Mapping):
        own = {(value["name"], value["key"])} if value.keys() >= {"name", "key"} else set[tuple[str, str]]()
        return own.union(*map(references, value.values()))
    return set[tuple[str, str]]().union(*map(references, value)) if isinstance(value, list) else set()


def test_a_workspace_takes_its_secrets_from_there_and_generates_none_of_them():
    recording = workspace()
    used = {each for each in references(recording.manifests) if each[0].startswith("ws-")}
    assert {
        ("ws-librechat", "CREDS_KEY"),
        ("ws-librechat", "JWT_SECRET"),
        ("ws-librechat", "OPENAI_API_KEY"),
        ("ws-meilisearch", "MEILI_MASTER_KEY"),
        ("ws-valkey", "password"),
        ("ws-pgvector", "password"),
        ("ws-firecrawl", "rabbitmq-password"),
    } <= used
    # All that it refers to is there.
    for name, key in used:
        assert key in content(recording, name.removeprefix("ws-"))
    own = [each for each in recording.resources if each.type.startswith("random:") and not each.name.startswith("ws-")]
    assert not [each.name for each in own if re.search("creds|jwt|master-key|rabbitmq|bull", each.name)]


def test_pods_wait_for_the_copy():
    recording = workspace()
    external = {each.urn for each in recording.resources if each.inputs.get("kind") == "ExternalSecret"}
    (chat,) = [each for each in of_type(recording, "kubernetes:apps/v1:Deployment") if each.name == "ai-librechat"]
    assert external & ancestors(recording, chat)


def test_a_workspace_is_previewed_before_anything_exists():
    assert workspace(preview=True).manifests


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"secrets": {}}, "secrets: expected one or more secrets"),
        ({"secrets": {"Chat": {}}}, "secrets: expected one or more secrets, by names"),
        ({"secrets": {"tools": {}}}, "secrets.tools is empty: set values, generate or filled_outside"),
        ({"secrets": {"tools": {"values": {"a b": "c"}}}}, "secrets.tools.values: expected a map of secrets"),
        ({"secrets": {"tools": {"generate": {"a": {"length": 4}}}}}, "secrets.tools.generate.a.length: expected"),
        (
            {"secrets": {"tools": {"values": {"a": "b"}, "generate": {"a": {}}}}},
            "secrets.tools: a is in values and in generate",
        ),
        ({"secrets": {"valkey": {"values": {"password.conf": "x"}}}}, "password.conf is derived from the other keys"),
        (
            {"secrets": {"tools": {"filled_outside": ["A"], "values": {"B": "c"}}}},
            "values has no effect with .*filled_outside",
        ),
        ({"secrets": {"tools": {"filled_outside": ["a-b"]}}}, "filled_outside: expected a list of different names"),
        ({"secrets": {"tools": {"existing_arn": "tools"}}}, "existing_arn: expected the ARN of a secret"),
        ({"recovery_days": 3}, "recovery_days: AWS waits 7 to 30 days, or 0 to delete at once, got 3"),
        ({"recovery_days": 60}, "recovery_days: expected a whole number from 0 to 30"),
        ({"replicas": [{"region": "eu-central-1"}]}, "replicas: region eu-central-1 has the secrets themselves"),
        ({"replicas": [{"region": "eu-west-1"}] * 2}, "replicas: two are in the same region"),
        ({"prefix": "a b"}, "prefix: expected a prefix of names"),
        ({"kms_key_arn": "alias/key"}, "kms_key_arn: expected an ARN"),
        ({"namespace": "kube-system"}, "namespace: expected"),
        ({"refresh_interval": "hourly"}, "refresh_interval: expected an interval"),
        (
            {
                "store_role_arn": f"arn:aws:iam::{ACCOUNT}:role/secrets",
                "store_identity": {"cluster_name": "production", "oidc_provider_arn": PROVIDER},
            },
            "store_identity and store_role_arn are mutually exclusive",
        ),
    ],
)
def test_bad_input_is_one_line(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        secrets(args)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("role", "key", "message"),
    [
        ("rag", "KEY", "has no secret 'rag': it has librechat"),
        ("librechat", "KEY", "secret 'librechat' has no key 'KEY': it has CREDS_KEY, CREDS_IV"),
    ],
)
def test_a_key_that_a_secret_does_not_have_is_refused(role: str, key: str, message: str):
    def program() -> None:
        WorkspaceSecrets("ws", ARGS).reference(role, key)  # type: ignore[arg-type]  a map of any arguments

    with pytest.raises(ArgumentError, match=message):
        recorded(program)


@pytest.mark.parametrize("group", ["meilisearch", "valkey", "pgvector", "firecrawl"])
def test_a_group_without_its_secret_is_refused(group: str):
    with pytest.raises(ArgumentError, match=f"has no secret '{group}': it has librechat"):
        recorded(lambda: getattr(WorkspaceSecrets("ws", ARGS), group))  # type: ignore[arg-type]  a map of any arguments


def test_no_message_shows_a_value():
    with pytest.raises(ArgumentError) as caught:
        secrets({"secrets": {"tools": {"values": {"a b": "not-to-be-shown"}}}})
    assert "not-to-be-shown" not in str(caught.value)
