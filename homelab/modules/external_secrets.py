"""Secrets of a workspace that a store outside of the cluster holds, and the ExternalSecrets that copy them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

import pulumi
import pulumi_kubernetes as k8s

from homelab import merging
from homelab.arguments.suggestions import did_you_mean
from homelab.components.base import application
from homelab.components.documentdb import DocumentDBEngine
from homelab.components.documentdb.mongodb import METRICS_PASSWORD
from homelab.components.documentdb.user import connection_template
from homelab.components.secret_roles import ROLES
from homelab.kubernetes import apply
from homelab.kubernetes.external_secrets import API_VERSION, WAIT_UNTIL_READY, external_secret_spec
from homelab.kubernetes.names import service_host
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.embeddings import workspace_embeddings
from homelab.modules.existing_secrets import credentials_references, meilisearch_reference
from homelab.modules.external_secrets_args import ExternalSecretsArgs, RemoteValueArgs, SourceArgs, StoreKind
from homelab.modules.groups import component_args, enabled_group, is_enabled, runs_here
from homelab.modules.preset_defaults import runs

RELOADER: Mapping[str, pulumi.Input[str]] = {"secret.reloader.stakater.com/auto": "true"}
_RELOADED = ("librechat", "rag", "valkey", "meilisearch", "searxng", "firecrawl", "speaches", "admin_panel")
"""Components whose pods read a new password when they start. Databases have theirs in their data."""

Args = Mapping[str, Any]


@dataclass(frozen=True)
class _Role:
    """Secret of a part of the workspace, and the argument that refers to it."""

    group: tuple[str, ...]
    """Path of the group with the argument that refers to it."""
    argument: str
    """The argument that refers to it: the name of a Secret, or one of its keys."""
    keys: Callable[[Args], Sequence[str]]
    """Its keys."""
    applies: Callable[[Args], bool]
    """Whether the workspace has that part."""
    own: tuple[str, ...] = ()
    """Arguments that say it otherwise."""


def _keys(role: str) -> Callable[[Args], Sequence[str]]:
    return lambda _: [*ROLES[role].generated]


def _runs(group: str) -> Callable[[Args], bool]:
    return lambda args: runs_here(args.get(group, {}))


def _is_set(group: str) -> Callable[[Args], bool]:
    return lambda args: group in args and runs_here(args[group])


def _has_document_database(args: Args) -> bool:
    return runs_here(args.get("documentdb", {})) and _engine(args) is not DocumentDBEngine.EXTERNAL


def _document_server_keys(args: Args) -> Sequence[str]:
    if _engine(args) is not DocumentDBEngine.MONGODB:
        return ["superuser-password"]
    monitored = [METRICS_PASSWORD] if enabled_group(args, "monitoring") is not None else []
    return ["root-password", "replica-set-key", *monitored]


_SECURITY = ("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret", "session_secret")
_ROLES: Mapping[str, _Role] = {
    "librechat": _Role(
        ("librechat", "security"), "existing_secret", _keys("librechat"), lambda _: True, (*_SECURITY, "rotation")
    ),
    "documentdb": _Role(
        ("documentdb",),
        "existing_secret",
        lambda _: ["password"],
        _has_document_database,
        ("password",),
    ),
    "documentdb_server": _Role(("documentdb",), "server_secret", _document_server_keys, _has_document_database),
    "pgvector": _Role(
        ("pgvector",),
        "existing_secret",
        _keys("pgvector"),
        lambda args: workspace_embeddings(args) is not None and runs_here(args.get("pgvector", {})),
        ("password", "superuser_password"),
    ),
    "valkey": _Role(
        ("valkey",), "existing_secret", _keys("valkey"), _runs("valkey"), ("password", "password_rotation")
    ),
    "meilisearch": _Role(
        ("meilisearch",),
        "master_key_secret",
        _keys("meilisearch"),
        lambda args: _runs("meilisearch")(args) and meilisearch_reference(args) is None,
        ("master_key", "master_key_rotation"),
    ),
    "firecrawl": _Role(
        ("firecrawl",), "existing_secret", _keys("firecrawl"), _is_set("firecrawl"), ("secret_rotation",)
    ),
    "firecrawl_valkey": _Role(("firecrawl", "valkey"), "existing_secret", _keys("valkey"), _is_set("firecrawl")),
    "searxng": _Role(
        ("searxng",),
        "secret_key_secret",
        lambda _: ["secret-key"],
        _is_set("searxng"),
        ("secret_key", "secret_key_rotation"),
    ),
    "searxng_valkey": _Role(
        ("searxng", "limiter"),
        "existing_secret",
        _keys("valkey"),
        lambda args: _is_set("searxng")(args) and "limiter" in args["searxng"],
    ),
    "speaches": _Role(
        ("speaches",), "api_key_secret", lambda _: ["api-key"], _is_set("speaches"), ("api_key", "api_key_rotation")
    ),
    "admin_panel": _Role(
        ("admin_panel",),
        "session_secret_secret",
        lambda _: ["session-secret"],
        lambda args: enabled_group(args, "admin_panel") is not None,
        ("session_secret", "session_secret_rotation"),
    ),
    "first_admin": _Role(
        ("librechat", "first_admin"),
        "password_secret",
        lambda _: ["password"],
        lambda args: is_enabled(args["librechat"]) and "first_admin" in args["librechat"],
        ("password",),
    ),
}
"""Secrets that a workspace expects of its own, by what they are called in ``external_secrets.secrets``."""


@dataclass(frozen=True)
class ExpectedSecret:
    """A Secret that the workspace expects from the store."""

    name: str
    """Its name in the cluster."""
    role: str
    """What it is called in ``external_secrets.secrets``."""
    properties: Mapping[str, str]
    """By key, what the value is called in the store."""
    derived: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Templates of further keys."""
    takes_all: bool = False
    """Whether pods take all keys of it as variables, whatever they are."""


def with_external_secrets(name: str, args: AIWorkspaceArgs) -> AIWorkspaceArgs:
    """Complete checked arguments by references to the Secrets that come from the store.

    :param name: Name of the workspace.
    """
    external = args.get("external_secrets")
    if external is None:
        return args
    completed: Any = args
    for role, each in _taken(args).items():
        secret = _secret_name(name, role)
        values: Any = {each.argument: _value(each.argument, secret, each.keys(args))}
        for group in reversed(each.group):
            values = {group: values}
        completed = merging.merge(completed, values, {})
    if external.get("reloader"):
        pods = args.get("pods", {})
        annotated = {
            each: {**pods.get(each, {}), "annotations": {**RELOADER, **pods.get(each, {}).get("annotations", {})}}
            for each in _RELOADED
            if runs(each, args)
        }
        completed = {**completed, "pods": {**pods, **annotated}}
    return cast(AIWorkspaceArgs, completed)


def expected_secrets(name: str, args: AIWorkspaceArgs, *, signs_sessions: bool) -> list[ExpectedSecret]:
    """Secrets that a workspace with these completed arguments expects from the store.

    :param signs_sessions: Whether users sign in by a provider that requires a session secret.
    """
    external = args.get("external_secrets")
    if external is None:
        return []
    return [
        *_own_secrets(name, args, signs_sessions=signs_sessions),
        *_named_secrets(args, [each for each in external.get("secrets", {}) if each not in _ROLES]),
    ]


def violations(name: str, args: AIWorkspaceArgs, *, signs_sessions: bool) -> Iterator[str]:
    """Messages about secrets that nothing says where to find, and about those that nothing expects."""
    external = args.get("external_secrets")
    if external is None:
        return
    yield from _set_twice(args)
    expected = {each.role: each for each in expected_secrets(name, args, signs_sessions=signs_sessions)}
    own = {_secret_name(name, role) for role in _ROLES}
    referenced = [each for each in _referenced(args) if each not in own]
    for role, source in external.get("secrets", {}).items():
        path = f"external_secrets.secrets.{role}"
        if role not in expected:
            yield f"{path}: nothing expects it: {_expectations([*expected, *referenced], role)}"
            continue
        secret = expected[role]
        for key in source.get("values", {}):
            if key not in secret.properties and not secret.takes_all:
                yield f"{path}.values.{key}: nothing expects it: {_expectations(secret.properties, key)}"
    missing = [
        f"{role}.{key} ({each.properties[key]})"
        for role, each in expected.items()
        for key in each.properties
        if _remote(external, each, key) is None
    ]
    missing += [
        f"all of {role}" for role, each in expected.items() if each.takes_all and _source_key(external, role) is None
    ]
    if missing:
        yield (
            f"external_secrets: nothing says where these are: {', '.join(missing)}: set external_secrets.key for all, "
            "or secrets.NAME.key or secrets.NAME.values.KEY for some"
        )


def create_external_secrets(
    parent: pulumi.Resource,
    name: str,
    args: AIWorkspaceArgs,
    *,
    signs_sessions: bool,
    namespace: pulumi.Resource | None,
) -> list[pulumi.Resource]:
    """Create an ExternalSecret for each Secret that a workspace expects from the store."""
    external = args.get("external_secrets")
    if external is None:
        return []
    app = application(parent, f"{name}-secrets", component_args(args), app="homelab", role="secrets")
    options = app.options(depends_on=[namespace] if namespace else [])
    return [
        k8s.apiextensions.CustomResource(
            f"{name}-secret-{each.role}",
            api_version=API_VERSION,
            kind="ExternalSecret",
            metadata=app.metadata(each.name, WAIT_UNTIL_READY),
            spec=_spec(external, each),
            opts=options,
        )
        for each in expected_secrets(name, args, signs_sessions=signs_sessions)
    ]


def _spec(external: ExternalSecretsArgs, secret: ExpectedSecret) -> dict[str, Any]:
    store = {
        "name": external["store"]["name"],
        "kind": StoreKind(external["store"].get("kind", StoreKind.SECRET_STORE)).value,
    }
    remote = {key: _remote(external, secret, key) for key in secret.properties}
    whole = [_source_key(external, secret.role)] if secret.takes_all else []
    return external_secret_spec(
        secret.name,
        store=store,
        refresh_interval=external.get("refresh", "1h"),
        values=[{"secretKey": key, "remoteRef": {**found}} for key, found in remote.items() if found is not None],
        whole=[key for key in whole if key is not None],
        derived=secret.derived,
    )


def _remote(external: ExternalSecretsArgs, secret: ExpectedSecret, key: str) -> RemoteValueArgs | None:
    """Where the value of a key is."""
    source: SourceArgs = external.get("secrets", {}).get(secret.role, {})
    if key in source.get("values", {}):
        return source.get("values", {})[key]
    remote = _source_key(external, secret.role)
    return None if remote is None else {"key": remote, "property": secret.properties[key]}


def _source_key(external: ExternalSecretsArgs, role: str) -> str | None:
    return external.get("secrets", {}).get(role, {}).get("key", external.get("key"))


def _taken(args: Args) -> dict[str, _Role]:
    """Roles whose secrets come from the store, as no argument says otherwise."""
    return {
        role: each
        for role, each in _ROLES.items()
        if each.applies(args) and not any(name in _group(args, each.group) for name in (each.argument, *each.own))
    }


def _own_secrets(name: str, args: AIWorkspaceArgs, *, signs_sessions: bool) -> Iterator[ExpectedSecret]:
    for role, each in _ROLES.items():
        secret = _secret_name(name, role)
        keys = each.keys(args)
        if not each.applies(args) or _group(args, each.group).get(each.argument) != _value(each.argument, secret, keys):
            continue
        if role == "librechat":
            elsewhere = {*credentials_references(args), *(() if signs_sessions else ("SESSION_SECRET",))}
            keys = [key for key in keys if key not in elsewhere]
        if keys:
            yield ExpectedSecret(
                secret, role, {key: property_name(role, key) for key in keys}, _derived(name, args, role)
            )


def _derived(name: str, args: AIWorkspaceArgs, role: str) -> Mapping[str, pulumi.Input[str]]:
    """Templates of the keys that follow from other ones."""
    if role == "documentdb":
        engine = _engine(args)
        host = service_host(f"{name}-documentdb", args["namespace"])
        return {"uri": apply(lambda known: connection_template(known, engine), host)}
    templates = ROLES["valkey"].derived if role in _VALKEYS else {}
    return {key: re.sub(r"{([^}]*)}", r"{{ .\1 }}", template) for key, template in templates.items()}


_VALKEYS = ("valkey", "firecrawl_valkey", "searxng_valkey")


def _named_secrets(args: AIWorkspaceArgs, names: Sequence[str]) -> Iterator[ExpectedSecret]:
    """Secrets to which arguments refer by name."""
    referenced = _referenced(args)
    for name in names:
        if name in referenced:
            keys = referenced[name]
            yield ExpectedSecret(name, name, {key: key for key in keys if key}, takes_all="" in keys)


def _referenced(args: Args) -> Mapping[str, Sequence[str]]:
    """Keys of the Secrets that arguments refer to, by name; an empty one for all keys of it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, key in _references(args):
        if key not in found[name]:
            found[name].append(key)
    return found


def _references(group: Args, path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in group.items():
        here = f"{path}{name}"
        if here in ("librechat.config", "external_secrets", "pods"):
            continue
        if here.endswith("env_from.secrets"):
            yield from ((each, "") for each in value if isinstance(each, str))
        elif isinstance(value, Mapping):
            fields = cast(Args, value)
            if {*fields} == {"name", "key"}:
                yield from [(fields["name"], fields["key"])] if isinstance(fields["name"], str) else []
            else:
                yield from _references(fields, f"{here}.")
        elif isinstance(value, list):
            items = {str(index): each for index, each in enumerate(cast(list[object], value))}
            yield from _references({key: each for key, each in items.items() if isinstance(each, Mapping)}, f"{here}.")


def _set_twice(args: Args) -> Iterator[str]:
    """Messages about arguments that generate or set some of the values that the store has all of."""
    for role, each in _ROLES.items():
        group = _group(args, each.group)
        rotations = [name for name in each.own if name.endswith("rotation") and name in group]
        for name in rotations:
            path = ".".join((*each.group, name))
            yield f"{path} has no effect with external_secrets, as values change in the store: remove one"
        is_partly_set = role == "librechat" and "existing_secret" not in group
        for name in _SECURITY if is_partly_set else ():
            if name in group:
                yield (
                    f"librechat.security.{name}: with external_secrets the store has it: remove it, or take it from "
                    f"another Secret by librechat.env_from.variables.{name.upper()}"
                )


def property_name(role: str, key: str) -> str:
    """What a value is called in a store that has all values in one secret."""
    return key if key.isupper() else f"{role}_{key}".upper().replace("-", "_")


def _secret_name(workspace: str, role: str) -> str:
    return f"{workspace}-{role.replace('_', '-')}"


def _value(argument: str, secret: str, keys: Sequence[str]) -> object:
    """Value of an argument that refers to a Secret: its name, or the only key in it."""
    return secret if argument in ("existing_secret", "server_secret") else {"name": secret, "key": keys[0]}


def _group(args: Args, path: Sequence[str]) -> Args:
    group = args
    for name in path:
        group = group.get(name, MappingProxyType({}))
    return group


def _engine(args: Args) -> DocumentDBEngine:
    return args.get("documentdb", {}).get("engine", DocumentDBEngine.FERRETDB)


def _expectations(expected: Sequence[str] | Mapping[str, str], found: str) -> str:
    return f"expected {', '.join(dict.fromkeys(expected))}{did_you_mean(found, expected)}"
