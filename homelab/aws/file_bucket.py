"""FileBucket: a bucket of S3 for LibreChat's files, which people may get through CloudFront."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import DOMAIN, whole_number
from homelab.aws.account import current_account
from homelab.aws.buckets import NEW_BUCKET, PrivateBucket, create_bucket_policy, create_private_bucket, objects_of
from homelab.aws.component import KMS_KEY_ARN, AWSArgs, AWSComponent, after
from homelab.aws.content_delivery import FileDistribution, FileDistributionArgs, page_origin, shared_domain
from homelab.aws.policies import StatementArgs
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


def _bucket_for_cloudfront(group: Mapping[str, Any]) -> Iterable[str]:
    if "cloudfront" in group and "." in group.get("bucket", ""):
        yield f"bucket {group['bucket']}: cloudfront needs a name without dots, for which S3 has a certificate"


@rules(Rule(("bucket", "cloudfront"), _bucket_for_cloudfront))
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
    ``cloudfront`` traffic beyond what is free.
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

    def __init__(self, name: str, args: FileBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(FileBucketArgs, args, f"FileBucket {name!r}")
        super().__init__(name, args, opts)
        self._account = current_account(self, self._region)
        files = self._create_bucket(args)
        self._permit_reading(files, page_origin(args["domain"]))
        cdn = self._create_distribution(args, files)
        policy = create_bucket_policy(name, files, _readers(files, cdn), region=self._region, opts=self._options())

        self.bucket = files.bucket.bucket
        self.bucket_arn = files.bucket.arn
        self.distribution_id = cdn and cdn.distribution.id
        self.distribution_domain = cdn and cdn.distribution.domain_name
        self.statements = self._statements(args, cdn)
        self.storage = self._storage(after(self.bucket, *files.settings, policy, *(cdn.ready if cdn else ())), cdn)
        self.librechat_config = cdn.librechat_config if cdn else {}
        self.register_outputs({"bucket": self.bucket, "bucket_arn": self.bucket_arn})

    def _create_bucket(self, args: FileBucketArgs) -> PrivateBucket:
        return create_private_bucket(
            self._name,
            bucket=args.get("bucket"),
            kms_key_arn=args.get("kms_key_arn"),
            lifecycle=_lifecycle(args.get("lifecycle", {})),
            force_destroy=not self._retain,
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True),
        )

    def _permit_reading(self, files: PrivateBucket, reader: str) -> None:
        # LibreChat's server uploads: browsers only read.
        aws.s3.BucketCorsConfiguration(
            self._name,
            bucket=files.bucket.id,
            cors_rules=[
                {
                    "allowed_methods": ["GET", "HEAD"],
                    "allowed_origins": [reader],
                    "allowed_headers": ["*"],
                    "expose_headers": ["ETag"],
                    "max_age_seconds": 3000,
                }
            ],
            region=self._region,
            opts=self._options(),
        )

    def _create_distribution(self, args: FileBucketArgs, files: PrivateBucket) -> FileDistribution | None:
        if "cloudfront" not in args:
            return None
        return FileDistribution(
            f"{self._name}-cloudfront",
            args["cloudfront"],
            args,
            bucket=files.bucket,
            chat=args["domain"],
            opts=self._options(),
        )

    def _statements(self, args: FileBucketArgs, cdn: FileDistribution | None) -> list[StatementArgs]:
        found: list[StatementArgs] = [
            {
                "sid": "Files",
                "actions": ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                "resources": [objects_of(self.bucket_arn)],
            },
            # Without it, S3 answers 403 instead of 404 for a file that is gone, and LibreChat fails to delete it.
            {"sid": "Bucket", "actions": ["s3:ListBucket"], "resources": [self.bucket_arn]},
        ]
        if "kms_key_arn" in args:
            found.append(
                {
                    "sid": "Key",
                    "actions": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "resources": [args["kms_key_arn"]],
                    "conditions": {"StringEquals": {"kms:ViaService": [self._account.host("s3")]}},
                }
            )
        if cdn:
            arn = cdn.distribution.arn
            found.append({"sid": "Distribution", "actions": ["cloudfront:CreateInvalidation"], "resources": [arn]})
        return found

    def _storage(self, bucket: pulumi.Input[str], cdn: FileDistribution | None) -> FileStorageArgs:
        if cdn is None:
            return {"type": StorageType.S3, "s3": {"bucket": bucket, "region": self._account.region}}
        return {
            "type": StorageType.CLOUDFRONT,
            "s3": {"bucket": bucket, "region": self._account.region},
            "cloudfront": cdn.settings,
        }


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
