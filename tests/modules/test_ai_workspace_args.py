"""Invalid arguments, whose messages have one line with the argument and the expected value."""

from copy import deepcopy
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.kubernetes import PlacementArgs
from homelab.modules.ai_workspace_args import NetworkArgs

GOOD: dict[str, Any] = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}
S3 = {"bucket": "files", "region": "eu-central-1", "access_key": "a", "secret_key": "b"}


def changed(**paths: Any) -> dict[str, Any]:
    """The good configuration with other values at paths, written with __ for dots; ... takes away."""
    args = deepcopy(GOOD)
    for path, value in paths.items():
        *groups, last = path.split("__")
        group = args
        for name in groups:
            group = group.setdefault(name, {})
        if value is ...:
            del group[last]
        else:
            group[last] = value
    return args


WRONG: list[tuple[dict[str, Any], str]] = [
    (changed(namespace=...), "missing argument namespace"),
    (changed(librechat=...), "missing argument librechat"),
    (changed(librechat__domain=...), "missing argument librechat.domain"),
    (changed(namespace="My Namespace"), "namespace: expected a DNS label"),
    (changed(namespace="a" * 64), "namespace: expected a DNS label of at most 63"),
    (changed(namespace=""), "namespace: expected a DNS label"),
    (changed(namespace="kube-system"), "namespace: expected a DNS label of at most 63"),
    (changed(namespace="kube-public"), "namespace: expected a DNS label of at most 63"),
    (changed(namespace="kube-node-lease"), "namespace: expected a DNS label of at most 63"),
    (changed(namespace="openshift-dns"), "namespace: expected a DNS label of at most 63"),
    (
        changed(namespace="default"),
        "namespace default is shared by all that name none: choose another one, or permit it with create_namespace",
    ),
    (changed(image_pull_secrets=["My Secret"]), "image_pull_secrets: expected a list of names of Kubernetes objects"),
    (changed(image_pull_secrets=["a", ""]), "image_pull_secrets: expected a list of names of Kubernetes objects"),
    (changed(labels={"app.kubernetes.io/name": "x"}), "labels: expected a map of Kubernetes labels without those"),
    (changed(labels={"app.kubernetes.io/managed-by": "x"}), "labels: expected a map of Kubernetes labels without"),
    (changed(labels={"pod-security.kubernetes.io/warn": "baseline"}), "labels: expected a map of Kubernetes labels"),
    (changed(pods={"all": {"labels": {"app.kubernetes.io/instance": "x"}}}), "pods.all.labels: expected a map"),
    (changed(openai={"api_key": "sk-a\n"}), "openai.api_key: expected a secret that is not empty, on one line"),
    (changed(openai={"api_key": "\t"}), "openai.api_key: expected a secret that is not empty, on one line"),
    (
        changed(librechat__secret_env={"A": "sk-a\n"}),
        "librechat.secret_env.A: expected a secret that is not blank and does not end in a line break",
    ),
    (changed(librechat__secret_env={"A": " "}), "librechat.secret_env.A: expected a secret that is not blank"),
    (changed(librechat__secret_files={"A": "\n"}), "librechat.secret_files.A: expected the content of a file"),
    (
        changed(documentdb={"external": {"uri": "mongodb://u:p@db.example.com/?replicaSet=rs0"}}),
        "documentdb.external.uri: expected a URL such as 'mongodb+srv://user:password@host/LibreChat', with a database",
    ),
    (
        changed(documentdb={"external": {"uri": "mongodb://u:p@db.example.com/admin"}}),
        "documentdb.external.uri: expected a URL such as 'mongodb+srv://user:password@host/LibreChat', with a database",
    ),
    (
        changed(pgvector={"external": {"host": "a.example.com", "password": "b", "sslmode": "required"}}),
        "pgvector.external.sslmode: expected one of disable, allow, prefer, require, verify-ca, verify-full, got",
    ),
    (
        changed(pgvector__external={"host": "a.example.com", "password": "two words"}),
        "pgvector.external.password: expected a secret without spaces, which the RAG API cannot send",
    ),
    (
        changed(pgvector={"external": {"host": "a.example.com", "password": "b", "sslmode": "verify-full"}}),
        "pgvector.external: sslmode verify-full needs ca_pem: without it every connection fails",
    ),
    (
        changed(
            librechat__sidecars=[
                {
                    "name": "a",
                    "image": "a:1",
                    "env": {"A": "b"},
                    "env_from": {"variables": {"A": {"name": "a", "key": "b"}}},
                }
            ]
        ),
        "librechat.sidecars.0.env.A and librechat.sidecars.0.env_from.variables.A are mutually exclusive: remove one",
    ),
    (
        changed(firecrawl={"env": {"NUQ_WORKER_COUNT": "30"}}),
        "firecrawl.env.NUQ_WORKER_COUNT 30 may open 350 connections, but firecrawl.postgres.settings.max_connections",
    ),
    (
        changed(librechat__extra_volumes=[{"name": "a", "mount_path": "/app/../etc", "claim": "b"}]),
        "librechat.extra_volumes.0.mount_path: expected an absolute path without . and ..",
    ),
    (changed(namespace=pulumi.Output.from_input("ai"), adopt=True), "adopt needs namespace as plain text"),
    (changed(librechat__env={"A-B": "c"}), "librechat.env: expected a map of environment variables"),
    (
        changed(librechat__env={"A": "b"}, librechat__secret_env={"A": "c"}),
        "librechat.env.A and librechat.secret_env.A are mutually exclusive: remove one",
    ),
    (
        changed(librechat__auth__registration__allowed_domains=["@example.com"]),
        "librechat.auth.registration.allowed_domains: expected a list of domain names",
    ),
    (changed(librechat__files__upload_megabytes=0), "librechat.files.upload_megabytes: expected a whole number"),
    (changed(librechat__config=[]), "librechat.config: expected a "),
    (
        changed(
            librechat__service_account={},
            librechat__storage={"s3": {"bucket": "abc", "region": "eu-central-1"}, "service_account": {}},
        ),
        "librechat: service_account and librechat.storage.service_account are mutually exclusive, as a pod has one",
    ),
    (
        changed(librechat__storage={"s3": {"bucket": "abc", "region": "eu-central-1"}}),
        "librechat.storage.s3 needs librechat.storage.s3.access_key and librechat.storage.s3.secret_key, or librechat",
    ),
    (
        changed(librechat__storage={"azure_blob": {"account_name": "chatfiles"}}),
        "librechat.storage.azure_blob.account_name needs librechat.storage.service_account",
    ),
    (
        changed(rag={"external": {"url": "http://a:1"}, "chunk_size": 500}),
        "rag: chunk_size has no effect with external",
    ),
    (
        changed(librechat__security={"creds_key": "0" * 64}),
        "librechat.security: creds_key and creds_iv belong together: set both or neither",
    ),
    (changed(namespace=7), "namespace: expected a DNS label of at most 63 small letters"),
    (changed(opneai={}), "unknown argument opneai (did you mean openai?)"),
    (changed(librechat__replica=2), "unknown argument librechat.replica (did you mean librechat.replicas?)"),
    (changed(librechat__domain="https://chat.example.com"), "librechat.domain: expected a domain name without scheme"),
    (changed(librechat__domain="chat.example.com/x"), "librechat.domain: expected a domain name"),
    (changed(librechat__domain="chat"), "librechat.domain: expected a domain name"),
    (changed(librechat__replicas="three"), "librechat.replicas: expected a whole number, got 'three'"),
    (changed(librechat__replicas=0), "librechat.replicas: expected a whole number from 1 to 100, got 0"),
    (changed(librechat__replicas=1.5), "librechat.replicas: expected a whole number, got 1.5"),
    (changed(librechat__replicas=True), "librechat.replicas: expected a whole number, got True"),
    (changed(librechat__image="librechat:latest"), "librechat.image: expected an image with a pinned tag"),
    (changed(librechat__enabled="yes"), "librechat.enabled: expected true or false, got 'yes'"),
    (
        changed(librechat__storage__type="nfs"),
        "librechat.storage.type: expected one of local, s3, azure_blob, cloudfront, got 'nfs'",
    ),
    (changed(librechat__storage={"type": "s3", "s3": {}}), "missing argument librechat.storage.s3.bucket"),
    (
        changed(librechat__storage={"type": "s3", "s3": {**S3, "endpoint": "s3.example.com"}}),
        "librechat.storage.s3.endpoint: expected a URL such as 'https://s3.example.com', got 's3.example.com'",
    ),
    (
        changed(librechat__storage={"type": "s3", "s3": {**S3, "bucket": "Files"}}),
        "librechat.storage.s3.bucket: expected the name of a bucket",
    ),
    (
        changed(librechat__storage__local__size="10GB"),
        "librechat.storage.local.size: expected a Kubernetes quantity such as '10Gi'",
    ),
    (
        changed(librechat__storage__local__access_mode="ReadWriteAll"),
        "librechat.storage.local.access_mode: expected one of ReadWriteOnce, ReadWriteMany",
    ),
    (
        changed(librechat__ingress={}, librechat__route={"gateway": "g"}),
        "librechat: ingress and route are mutually exclusive",
    ),
    (changed(librechat__route={}), "missing argument librechat.route.gateway"),
    (
        changed(librechat__ingress={"controller": "alb", "controller_namespace": "a"}),
        "librechat.ingress: controller_namespace has no effect with controller alb",
    ),
    (changed(librechat__trust_proxy=0), "librechat.trust_proxy: expected a whole number from 1 to 10, got 0"),
    (changed(librechat__stt={}), "missing argument librechat.stt.implementation"),
    (
        changed(librechat__stt__implementation="whisper"),
        "librechat.stt.implementation: expected one of openai, ",
    ),
    (changed(openai={}), "openai: missing argument api_key: set it, or user_provided to true"),
    (changed(anthropic={"enabled": True}), "anthropic: missing argument api_key"),
    (
        changed(google={"api_key": "k", "user_provided": True}),
        "google: api_key and user_provided are mutually exclusive",
    ),
    (
        changed(openai={"api_key": "k", "models": []}),
        "openai.models: expected a list of different models that is not empty, without commas in their names",
    ),
    (changed(openai={"api_key": "k", "models": "gpt-4o"}), "openai.models: expected a list, got 'gpt-4o'"),
    (changed(openai={"api_key": ""}), "openai.api_key: expected a secret that is not empty"),
    (changed(openrouter="sk-or-something"), "openrouter: expected a group of arguments"),
    (
        changed(custom_endpoints=[{"name": "openAI", "base_url": "http://a", "user_provided": True}]),
        "custom_endpoints.0.name: expected a name with a letter or digit that is none of azureOpenAI",
    ),
    (
        changed(custom_endpoints=[{"name": "a", "base_url": "a", "user_provided": True}]),
        "custom_endpoints.0.base_url: expected a URL",
    ),
    (
        changed(
            custom_endpoints=[
                {"name": name, "base_url": "http://a", "user_provided": True, "models": ["m"]}
                for name in ("A 1", "a-1")
            ]
        ),
        "custom_endpoints: expected groups that differ in the letters and digits of name",
    ),
    (changed(librechat__security__creds_key="g" * 64), "librechat.security.creds_key: expected a secret of 64 hexa"),
    (changed(librechat__security__creds_iv="0" * 31), "librechat.security.creds_iv: expected a secret of 32 hexa"),
    (
        changed(librechat__security__jwt_secret="short"),
        "librechat.security.jwt_secret: expected a secret of at least 32",
    ),
    (
        changed(librechat__security={"existing_secret": "s", "creds_iv": "0" * 32}),
        "librechat.security: creds_iv has no effect with existing_secret",
    ),
    (
        changed(librechat__security__rotation__creds=1),
        "librechat.security.rotation.creds makes encrypted user data unreadable",
    ),
    (
        changed(librechat__resources__api__limits__memory="8GB"),
        "librechat.resources.api.limits.memory: expected a Kub",
    ),
    (
        changed(librechat__resources__api={"requests": {"cpu": "2"}, "limits": {"cpu": "500m"}}),
        "librechat.resources.api.requests.cpu 2 exceeds librechat.resources.api.limits.cpu 500m",
    ),
    (changed(documentdb__engine="postgres"), "documentdb.engine: expected one of ferretdb, mongodb, external"),
    (changed(documentdb__engine="external"), "documentdb: engine external needs documentdb.external.uri"),
    (
        changed(documentdb={"engine": "mongodb", "external": {"uri": "mongodb://a/chat"}}),
        "documentdb: engine mongodb and external are mutually exclusive",
    ),
    (changed(documentdb__external__uri="postgres://a"), "documentdb.external.uri: expected a URL such as 'mongodb"),
    (
        changed(documentdb={"engine": "mongodb", "gateway": {}}),
        "documentdb: gateway has no effect with engine mongodb",
    ),
    (
        changed(valkey={"external": {"uri": "redis://a"}, "storage": {"size": "1Gi"}}),
        "valkey: storage has no effect with external",
    ),
    (changed(valkey__external__uri="http://a"), "valkey.external.uri: expected a URL such as 'rediss://"),
    (
        changed(valkey__external={"uri": "redis://a", "password": "a", "password_secret": {"name": "a", "key": "b"}}),
        "valkey.external: password and password_secret are mutually exclusive",
    ),
    (
        changed(pgvector__external={"host": "a"}, openai={"api_key": "k"}),
        "pgvector.external: missing argument: one of password, password_secret",
    ),
    (changed(meilisearch__master_key="short"), "meilisearch.master_key: expected a secret of at least 32 letters"),
    (changed(labels={"a b": "c"}), "labels: expected a map of Kubernetes labels"),
    (
        changed(pods={"all": {"tolerations": {"key": "gpu"}}}),
        "pods.all.tolerations: expected a list, got a value of type dict",
    ),
    (changed(pods={"valky": {}}), "pods.valky: expected all, librechat, rag, documentdb"),
    (changed(image_registry="https://mirror"), "image_registry: expected a registry such as"),
]


def test_the_good_configuration_is_good():
    check(AIWorkspaceArgs, GOOD, "AIWorkspace 'ai'")


@pytest.mark.parametrize(("args", "expected"), WRONG, ids=[expected[:50] for _, expected in WRONG])
def test_refuses(args: dict[str, Any], expected: str):
    with pytest.raises(ArgumentError) as caught:
        check(AIWorkspaceArgs, args, "AIWorkspace 'ai'")
    assert str(caught.value).startswith(f"AIWorkspace 'ai': {expected}")
    assert "\n" not in str(caught.value)


def test_reports_several_mistakes_of_several_kinds_in_one_call():
    args = changed(librechat__domain="x", librechat__replicas=0, opneai={}, anthropic={})
    with pytest.raises(ArgumentError) as caught:
        check(AIWorkspaceArgs, args, "AIWorkspace 'ai'")
    for part in ("librechat.domain", "librechat.replicas", "opneai", "anthropic: missing argument api_key"):
        assert part in str(caught.value)


def test_the_workspace_places_pods_by_the_components_own_arguments():
    arguments = {**NetworkArgs.__annotations__, **AIWorkspaceArgs.__annotations__}
    # What `create_namespace: false` says of the workspace.
    arguments["allow_default_namespace"] = PlacementArgs.__annotations__["allow_default_namespace"]
    own = {name: arguments[name] for name in PlacementArgs.__annotations__}
    assert own == PlacementArgs.__annotations__
