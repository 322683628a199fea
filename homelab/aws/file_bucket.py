"""FileBucket: a bucket of S3 for LibreChat's files, which people may get through CloudFront."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import DOMAIN, whole_number
from homelab.aws.account import current_account
from homelab.aws.buckets import NEW_BUCKET, PrivateBucket, create_bucket_policy, create_private_bucket, objects_of
from homelab.aws.component import KMS_KEY_ARN, REGION, AWSArgs, AWSComponent, after
from homelab.aws.content_delivery import FileDistribution, FileDistributionArgs, page_origin, shared_domain
from homelab.aws.policies import StatementArgs
from homelab.aws.replication import Direction, End, Site, create_replication
from homelab.components.librechat.storage.args import FileStorageArgs, StorageType
from homelab.librechat_config.types import LibreChatConfig

if TYPE_CHECKING:
    from pulumi_aws.s3 import BucketLifecycleConfigurationRuleArgsDict

_DAYS = whole_number(1, 3650)


@constrain(temporary_days=_DAYS, previous_versions_days=_DAYS)
class FileLifecycleArgs(TypedDict):
    """When files are deleted."""

    temporary_days: NotRequired[int]
    """Days after which files of temporary chats, under ``tmp/``, are deleted. Default: 30."""
    previous_versions_days: NotRequired[int]
    """Days for which a file that was deleted or replaced can be restored. Default: 30."""


def _domains_are_related(group: Mapping[str, Any]) -> Iterable[str]:
    chat, files = group["domain"], group.get("cloudfront", {}).get("domain")
    if files is None:
        return
    if files == chat:
        yield f"cloudfront.domain and domain are both {chat}: files need a name of their own such as files.example.com"
    elif shared_domain(files, chat) is None:
        yield (
            f"cloudfront.domain {files} and domain {chat} need the same parent domain, for the cookies of CloudFront: "
            "choose names such as files.example.com and chat.example.com"
        )


def _buckets_for_cloudfront(group: Mapping[str, Any]) -> Iterable[str]:
    named = {"bucket": group.get("bucket", ""), "replica.bucket": group.get("replica", {}).get("bucket", "")}
    for path, bucket in named.items():
        if "cloudfront" in group and "." in bucket:
            yield f"{path} {bucket}: cloudfront needs a name without dots, for which S3 has a certificate"


def _replica_is_elsewhere(group: Mapping[str, Any]) -> Iterable[str]:
    replica = group.get("replica")
    if replica is None:
        return
    if replica["region"] == group.get("region"):
        yield f"replica.region and region are both {group['region']}: replicate to another region"
    if "bucket" in replica and replica["bucket"] == group.get("bucket"):
        yield f"bucket and replica.bucket are both {replica['bucket']}: names of buckets are unique in all regions"
    if ("kms_key_arn" in replica) != ("kms_key_arn" in group):
        yield "kms_key_arn and replica.kms_key_arn belong together: set both or neither"


def _keys_are_near(group: Mapping[str, Any]) -> Iterable[str]:
    for path, part in {"": group, "replica.": group.get("replica", {})}.items():
        key, region = part.get("kms_key_arn"), part.get("region")
        if isinstance(key, str) and region is not None and key.split(":")[3] != region:
            yield f"{path}kms_key_arn {key} is not in {path}region {region}: S3 uses keys of a bucket's own region"


@constrain(region=REGION, bucket=NEW_BUCKET, kms_key_arn=KMS_KEY_ARN)
class FileReplicaArgs(TypedDict):
    """A bucket in another region with the same files."""

    region: str
    """The region; another one replaces the replica."""
    bucket: NotRequired[str]
    """Name of the bucket; another one replaces it. Default: the component's, with a suffix."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS in that region. Default: S3's own keys."""


@rules(
    Rule(("bucket", "replica.bucket", "cloudfront"), _buckets_for_cloudfront),
    Rule(("region", "bucket", "replica", "kms_key_arn"), _replica_is_elsewhere),
    Rule(("region", "replica", "kms_key_arn"), _keys_are_near),
)
@constrain(bucket=NEW_BUCKET, kms_key_arn=KMS_KEY_ARN)
class FileBucketSettings(AWSArgs):
    """A bucket, and how people get files from it."""

    bucket: NotRequired[str]
    """Name of the bucket; another one replaces it. Default: the component's, with a suffix."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key of KMS that files are encrypted with. With ``cloudfront``, its policy must permit
    ``cloudfront.amazonaws.com`` to decrypt. Default: S3's own keys."""
    lifecycle: NotRequired[FileLifecycleArgs]
    """When files are deleted. Default: temporary ones, and previous versions, after 30 days."""
    cloudfront: NotRequired[FileDistributionArgs]
    """Distribution that people get files through, by URLs that stay valid. Default: none; people get them from S3, by
    URLs that are valid for an hour."""
    replica: NotRequired[FileReplicaArgs]
    """Bucket in another region that new files and deletions are copied to, and back, within minutes. Default: none."""


@rules(Rule(("domain", "cloudfront.domain"), _domains_are_related))
@constrain(domain=DOMAIN)
class FileBucketArgs(FileBucketSettings):
    """A bucket for the files of a chat."""

    domain: str
    """Domain name of the chat, whose pages read files."""


class FileBucket(AWSComponent):
    """A bucket of S3 for LibreChat's files, and optionally a distribution of CloudFront.

    ```python
    files = FileBucket("files", {"domain": "chat.example.com"})
    identity = PodIdentity("librechat", {"statements": files.statements, ...})
    AIWorkspace("ai", {"librechat": {
        "domain": "chat.example.com",
        "storage": files.storage,
        "service_account": identity.service_account,
        "config": files.librechat_config,
    }, ...})
    ```

    **Cost**: storage by the gigabyte, previous versions too, and requests; with ``kms_key_arn`` calls of the key; with
    ``cloudfront`` traffic beyond what is free; with ``replica`` all storage twice, and traffic between the regions.
    """

    bucket: pulumi.Output[str]
    """Name of the bucket."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""
    distribution_id: pulumi.Output[str] | None
    """Id of the distribution; None without ``cloudfront``."""
    distribution_domain: pulumi.Output[str] | None
    """Domain name of the distribution, which that of the files points at; None without ``cloudfront``."""
    statements: list[StatementArgs]
    """What LibreChat calls, for the role of its pods."""
    storage: FileStorageArgs
    """For ``librechat.storage``; its pods need a role with ``statements``. The bucket's name is known once people can
    get files."""
    librechat_config: LibreChatConfig
    """For ``librechat.config``: cookies of CloudFront, without which browsers get no images. Empty without
    ``cloudfront``."""
    replica: "FileReplica | None"
    """The bucket in the other region; None without ``replica``."""

    def __init__(self, name: str, args: FileBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(FileBucketArgs, args, f"FileBucket {name!r}")
        super().__init__(name, args, opts)
        sites = self._sites(args)
        buckets = [self._create_bucket(site, args) for site in sites]
        cdn = self._create_distribution(args, buckets)
        policies = [self._create_policy(site, each, cdn) for site, each in zip(sites, buckets, strict=True)]
        if len(sites) > 1:
            self._replicate(sites, buckets)
        ready = [*(cdn.ready if cdn else ()), *policies]
        first, *others = (_FileStore(site, each, cdn, ready) for site, each in zip(sites, buckets, strict=True))

        self.bucket = first.private.bucket.bucket
        self.bucket_arn = first.private.bucket.arn
        self.distribution_id = cdn and cdn.distribution.id
        self.distribution_domain = cdn and cdn.distribution.domain_name
        self.statements = first.statements()
        self.storage = first.storage()
        self.librechat_config = cdn.librechat_config if cdn else {}
        self.replica = next((each.replica() for each in others), None)
        self.register_outputs({"bucket": self.bucket, "bucket_arn": self.bucket_arn})

    def _sites(self, args: FileBucketArgs) -> list[Site]:
        account = current_account(self, self._region)
        sites = [Site(self._name, account, self._region, args.get("bucket"), args.get("kms_key_arn"))]
        if "replica" in args:
            replica = args["replica"]
            elsewhere = dataclasses.replace(account, region=replica["region"])
            key, bucket = replica.get("kms_key_arn"), replica.get("bucket")
            sites.append(Site(f"{self._name}-replica", elsewhere, replica["region"], bucket, key))
        return sites

    def _create_bucket(self, site: Site, args: FileBucketArgs) -> PrivateBucket:
        created = create_private_bucket(
            site.name,
            bucket=site.bucket,
            kms_key_arn=site.kms_key_arn,
            lifecycle=_lifecycle(args.get("lifecycle", {})),
            force_destroy=not self._retain,
            region=site.region,
            tags=self._tagged(site.name),
            opts=self._options(holds_data=True),
        )
        aws.s3.BucketCorsConfiguration(
            site.name,
            bucket=created.bucket.id,
            cors_rules=[
                {
                    # LibreChat's server uploads: browsers only read.
                    "allowed_methods": ["GET", "HEAD"],
                    "allowed_origins": [page_origin(args["domain"])],
                    "allowed_headers": ["*"],
                    "expose_headers": ["ETag"],
                    "max_age_seconds": 3000,
                }
            ],
            region=site.region,
            opts=self._options(),
        )
        return created

    def _create_distribution(self, args: FileBucketArgs, buckets: Sequence[PrivateBucket]) -> FileDistribution | None:
        if "cloudfront" not in args:
            return None
        return FileDistribution(
            f"{self._name}-cloudfront",
            args["cloudfront"],
            args,
            buckets=[each.bucket for each in buckets],
            chat=args["domain"],
            opts=self._options(),
        )

    def _create_policy(self, site: Site, private: PrivateBucket, cdn: FileDistribution | None) -> aws.s3.BucketPolicy:
        readers = _readers(private, cdn)
        return create_bucket_policy(site.name, private, readers, region=site.region, opts=self._options())

    def _replicate(self, sites: list[Site], buckets: list[PrivateBucket]) -> None:
        name = f"{self._name}-replication"
        here, there = (End(site, each.bucket.id, each.versioning) for site, each in zip(sites, buckets, strict=True))
        both = [Direction(here, there), Direction(there, here)]
        create_replication(name, both, tags=self._tagged(name), opts=self._options())


@dataclass(frozen=True)
class FileReplica:
    """The bucket in the other region, for the workspace there."""

    bucket: pulumi.Output[str]
    """Name of the bucket."""
    bucket_arn: pulumi.Output[str]
    """ARN of the bucket."""
    statements: list[StatementArgs]
    """As those of the first bucket."""
    storage: FileStorageArgs
    """As that of the first bucket; with ``cloudfront``, people get files by the same domain."""


@dataclass(frozen=True)
class _FileStore:
    """A bucket as LibreChat uses it."""

    site: Site
    private: PrivateBucket
    cdn: FileDistribution | None
    ready: Sequence[pulumi.CustomResource]
    """What must exist before people can get files, beside the bucket's settings."""

    def statements(self) -> list[StatementArgs]:
        arn = self.private.bucket.arn
        distribution: list[StatementArgs] = (
            [
                {
                    "sid": "Distribution",
                    "actions": ["cloudfront:CreateInvalidation"],
                    "resources": [self.cdn.distribution.arn],
                }
            ]
            if self.cdn
            else []
        )
        return [
            {
                "sid": "Files",
                "actions": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                "resources": [objects_of(arn)],
            },
            # Without it, S3 answers 403 instead of 404 for a file that is gone, and LibreChat fails to delete it.
            {"sid": "Bucket", "actions": ["s3:ListBucket"], "resources": [arn]},
            *self.site.key_statement("Key", ["kms:Decrypt", "kms:GenerateDataKey"]),
            *distribution,
        ]

    def storage(self) -> FileStorageArgs:
        name = after(self.private.bucket.bucket, *self.private.settings, *self.ready)
        region = self.site.account.region
        if self.cdn is None:
            return {"type": StorageType.S3, "s3": {"bucket": name, "region": region}}
        return {
            "type": StorageType.CLOUDFRONT,
            "s3": {"bucket": name, "region": region},
            "cloudfront": self.cdn.settings,
        }

    def replica(self) -> FileReplica:
        bucket = self.private.bucket
        return FileReplica(bucket.bucket, bucket.arn, self.statements(), self.storage())


def _lifecycle(args: FileLifecycleArgs) -> "list[BucketLifecycleConfigurationRuleArgsDict]":
    return [
        {
            "id": "temporary-files",
            "status": "Enabled",
            "filter": {"prefix": "tmp/"},
            "expiration": {"days": args.get("temporary_days", 30)},
        },
        {
            "id": "previous-versions",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "noncurrent_version_expiration": {"noncurrent_days": args.get("previous_versions_days", 30)},
            "expiration": {"expired_object_delete_marker": True},
            "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
        },
    ]


def _readers(files: PrivateBucket, cdn: FileDistribution | None) -> list[dict[str, Any]]:
    """Statements of the bucket's policy for readers other than this account's roles."""
    if cdn is None:
        return []
    return [
        {
            "Sid": "CloudFront",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": "s3:GetObject",
            "Resource": objects_of(files.bucket.arn),
            "Condition": {"StringEquals": {"AWS:SourceArn": cdn.distribution.arn}},
        }
    ]
