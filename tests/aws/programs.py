"""Programs that together declare every component on AWS, and what the rules find in them for a reason."""

from collections.abc import Callable, Mapping

from homelab.aws import Audit, Backup, FileBucket, PodIdentity

REGION = "eu-central-1"
_KEY = f"arn:aws:kms:{REGION}:123456789012:key/abc"


def _files() -> None:
    zone = "Z0123456789"
    files = FileBucket(
        "files",
        {
            "domain": "chat.example.com",
            "region": REGION,
            "kms_key_arn": _KEY,
            "replica": {"region": "eu-west-1", "kms_key_arn": _KEY.replace(REGION, "eu-west-1")},
            "cloudfront": {
                "domain": "files.example.com",
                "hosted_zone_id": zone,
                "log_bucket_arn": "arn:aws:s3:::example-logs",
            },
        },
    )
    Audit("audit", {"bucket_arns": [files.bucket_arn]})
    Backup("backup", {"resource_arns": [files.bucket_arn], "copy": {"region": "eu-west-1"}})
    PodIdentity(
        "librechat",
        {
            "cluster_name": "production",
            "namespace": "ai",
            "service_account": "librechat",
            "statements": files.statements,
        },
    )


PROGRAMS: Mapping[str, Callable[[], object]] = {
    "files": _files,
    "files without cloudfront": lambda: FileBucket("files", {"domain": "chat.example.com"}),
}
"""By name. Each component is in one of them: add yours."""

REASONS: Mapping[tuple[str, str], str] = {}
"""Why a rule does not hold, by the rule's name and the resource's."""
