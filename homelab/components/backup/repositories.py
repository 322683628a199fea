"""Repositories of restic, and what its container needs to reach each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import BUCKET, NAME, OBJECT_NAME, PEM, RELATIVE_PATH, matching, secret, url
from homelab.components.passwords import resolve_secret
from homelab.kubernetes import (
    Application,
    Environment,
    Peers,
    SecretReference,
    Volume,
    any_address,
    apply,
    claim_volume,
    config_map_volume,
    create_config_map_value,
    peer_of_url,
    projected_secret_volume,
)
from homelab.kubernetes.service_account import AZURE_POD_LABELS, EKS_POD_IDENTITY_AGENT, GKE_METADATA_SERVER

_HTTPS = 443
_CLAIM = "/repository"
_CREDENTIALS = "/etc/backup-credentials"
_CERTIFICATES = "/etc/backup-certificates"


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    has_secret = "secret_key" in group or "secret_key_secret" in group
    if ("access_key" in group) != has_secret:
        yield "access_key and secret_key or secret_key_secret belong together: set both or neither"


@rules(
    mutually_exclusive("secret_key", "secret_key_secret"),
    Rule(("access_key", "secret_key", "secret_key_secret"), _key_is_complete),
)
@constrain(
    bucket=BUCKET,
    endpoint=url("http", "https", example="https://s3.example.com"),
    region=NAME,
    prefix=RELATIVE_PATH,
    access_key=NAME,
    secret_key=secret(),
)
class S3RepositoryArgs(TypedDict):
    """A bucket in Amazon S3 or a compatible server."""

    bucket: pulumi.Input[str]
    """Name of the bucket."""
    endpoint: NotRequired[pulumi.Input[str]]
    """URL of the server. Default: Amazon's in ``region``."""
    region: NotRequired[pulumi.Input[str]]
    """Region. Default: us-east-1, which compatible servers ignore."""
    prefix: NotRequired[pulumi.Input[str]]
    """Folder in the bucket. Default: the bucket itself."""
    access_key: NotRequired[pulumi.Input[str]]
    """Access key id. Default: none; the role of ``repository.service_account`` is used."""
    secret_key: NotRequired[pulumi.Input[str]]
    """Secret access key. Default: none."""
    secret_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``secret_key``. Default: none."""


@rules(mutually_exclusive("account_key", "account_key_secret"))
@constrain(
    account=matching("[a-z0-9]{3,24}", "the name of a storage account, 3 to 24 small letters and digits"),
    container=matching("(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*", "the name of a container such as 'backups'"),
    prefix=RELATIVE_PATH,
    account_key=secret(),
)
class AzureRepositoryArgs(TypedDict):
    """A container in Azure Blob Storage."""

    account: pulumi.Input[str]
    """Name of the storage account."""
    container: pulumi.Input[str]
    """Name of the container, which must exist."""
    prefix: NotRequired[pulumi.Input[str]]
    """Folder in the container. Default: the container itself."""
    account_key: NotRequired[pulumi.Input[str]]
    """Key of the account. Default: none; the workload identity of ``repository.service_account`` is used."""
    account_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``account_key``. Default: none."""


@rules(mutually_exclusive("service_account_key", "service_account_key_secret"))
@constrain(
    bucket=BUCKET,
    project=NAME,
    prefix=RELATIVE_PATH,
    service_account_key=secret("the JSON of a service account's key", r"\s*\{[\s\S]+\}\s*"),
)
class GCSRepositoryArgs(TypedDict):
    """A bucket in Google Cloud Storage."""

    bucket: pulumi.Input[str]
    """Name of the bucket, which must exist."""
    project: NotRequired[pulumi.Input[str]]
    """Id of the project. Default: that of the credentials."""
    prefix: NotRequired[pulumi.Input[str]]
    """Folder in the bucket. Default: the bucket itself."""
    service_account_key: NotRequired[pulumi.Input[str]]
    """Key of a service account, in JSON. Default: none; the identity of ``repository.service_account`` is used."""
    service_account_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``service_account_key``. Default: none."""


def _user_and_password(group: Mapping[str, Any]) -> Iterable[str]:
    if ("username" in group) != ("password" in group or "password_secret" in group):
        yield "username and password or password_secret belong together: set both or neither"


@rules(
    mutually_exclusive("password", "password_secret"),
    Rule(("username", "password", "password_secret"), _user_and_password),
)
@constrain(
    url=url("http", "https", example="https://backups.example.com/workspace"),
    username=NAME,
    password=secret(),
    ca_pem=PEM,
)
class RESTRepositoryArgs(TypedDict):
    """A server of restic's own, rest-server, or another one that speaks its protocol."""

    url: pulumi.Input[str]
    """URL of the repository, without credentials."""
    username: NotRequired[pulumi.Input[str]]
    """User. Default: none."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the user. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``password``. Default: none."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """Certificates to trust. Default: public ones."""


@constrain(claim=OBJECT_NAME, prefix=RELATIVE_PATH)
class VolumeRepositoryArgs(TypedDict):
    """A volume that is not in the storage that the workspace itself is in: of NFS, or of another site."""

    claim: pulumi.Input[str]
    """Name of an existing PersistentVolumeClaim in the workspace's namespace, writable for group 1000."""
    prefix: NotRequired[pulumi.Input[str]]
    """Folder in the volume. Default: ``restic``."""


@dataclass(frozen=True)
class Access:
    """What restic's container needs for a repository."""

    environment: Environment
    mounts: Mapping[str, Volume] = field(default_factory=dict[str, Volume])
    peers: Peers = ()
    pod_labels: Mapping[str, str] = field(default_factory=dict[str, str])


def access(app: Application, repository: Mapping[str, Any]) -> Access:
    """Create the Secrets and ConfigMaps of the one repository in a checked group, and describe access to it."""
    kind = next(name for name in _ACCESS if name in repository)
    return _ACCESS[kind](app, repository[kind])


def uses_role(repository: Mapping[str, Any]) -> bool:
    """Whether a checked group has no key, so that its ServiceAccount needs a role."""
    keys = {"s3": ("access_key",), "azure": ("account_key",), "gcs": ("service_account_key",)}
    return any(
        kind in repository and not any(key in repository[kind] or f"{key}_secret" in repository[kind] for key in names)
        for kind, names in keys.items()
    )


def _s3(app: Application, args: S3RepositoryArgs) -> Access:
    region = args.get("region", "us-east-1")
    endpoint = args.get("endpoint", apply(lambda name: f"https://s3.{name}.amazonaws.com", region))
    environment: dict[str, Any] = {
        "RESTIC_REPOSITORY": apply(
            lambda *parts: "s3:" + "/".join(part.strip("/") for part in parts if part),
            *(endpoint, args["bucket"], args.get("prefix", "")),
        ),
        "AWS_DEFAULT_REGION": region,
    }
    peers: list[Any] = [apply(peer_of_url, endpoint)]
    if "access_key" in args:
        environment["AWS_ACCESS_KEY_ID"] = args["access_key"]
        environment["AWS_SECRET_ACCESS_KEY"] = resolve_secret(app, "s3", args, "secret_key")
    else:
        # The region's STS exchanges the token of the ServiceAccount.
        peers += [any_address(_HTTPS), EKS_POD_IDENTITY_AGENT]
    return Access(environment, peers=peers)


def _azure(app: Application, args: AzureRepositoryArgs) -> Access:
    environment: dict[str, Any] = {
        "RESTIC_REPOSITORY": apply(
            lambda container, prefix: f"azure:{container}:/{prefix}", args["container"], args.get("prefix", "")
        ),
        "AZURE_ACCOUNT_NAME": args["account"],
    }
    has_key = "account_key" in args or "account_key_secret" in args
    if has_key:
        environment["AZURE_ACCOUNT_KEY"] = resolve_secret(app, "azure", args, "account_key")
    labels = {} if has_key else AZURE_POD_LABELS
    return Access(environment, peers=[any_address(_HTTPS)], pod_labels=labels)


def _gcs(app: Application, args: GCSRepositoryArgs) -> Access:
    environment: dict[str, Any] = {
        "RESTIC_REPOSITORY": apply(
            lambda bucket, prefix: f"gs:{bucket}:/{prefix}", args["bucket"], args.get("prefix", "")
        )
    }
    if "project" in args:
        environment["GOOGLE_PROJECT_ID"] = args["project"]
    if "service_account_key" not in args and "service_account_key_secret" not in args:
        return Access(environment, peers=[any_address(_HTTPS), *GKE_METADATA_SERVER])
    key = resolve_secret(app, "gcs", args, "service_account_key")
    file = "service-account.json"
    environment["GOOGLE_APPLICATION_CREDENTIALS"] = f"{_CREDENTIALS}/{file}"
    mounts = {_CREDENTIALS: projected_secret_volume("credentials", {file: key})}
    return Access(environment, mounts, peers=[any_address(_HTTPS)])


def _rest(app: Application, args: RESTRepositoryArgs) -> Access:
    environment: dict[str, Any] = {"RESTIC_REPOSITORY": apply(lambda address: f"rest:{address}", args["url"])}
    mounts: dict[str, Volume] = {}
    if "username" in args:
        environment["RESTIC_REST_USERNAME"] = args["username"]
        environment["RESTIC_REST_PASSWORD"] = resolve_secret(app, "rest", args, "password")
    if "ca_pem" in args:
        ca = create_config_map_value(app, "repository-ca", args["ca_pem"])
        mounts[_CERTIFICATES] = config_map_volume("repository-certificates", ca["name"])
        environment["RESTIC_CACERT"] = f"{_CERTIFICATES}/repository-ca"
    return Access(environment, mounts, peers=[apply(peer_of_url, args["url"])])


def _volume(_app: Application, args: VolumeRepositoryArgs) -> Access:
    repository = apply(lambda prefix: f"{_CLAIM}/{prefix}", args.get("prefix", "restic"))
    return Access({"RESTIC_REPOSITORY": repository}, {_CLAIM: claim_volume("repository", args["claim"])})


_ACCESS: Mapping[str, Any] = cast(
    Mapping[str, Any], {"s3": _s3, "azure": _azure, "gcs": _gcs, "rest": _rest, "volume": _volume}
)
KINDS = tuple(_ACCESS)
"""Names of the groups, of which a repository has one."""
