"""Nothing that pulumi_aws calls deprecated is used, in any component; what is proven is also shown to be found."""

from pathlib import Path

import pulumi_aws as aws
import pytest

import homelab
from homelab.offline import record
from tests.aws.deprecations import in_recording, in_source

MODULES = sorted((Path(homelab.__file__).parent / "aws").rglob("*.py"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(MODULES[0].parent).as_posix())
def test_no_component_names_anything_deprecated(file: Path):
    assert in_source(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("aws.s3.BucketV2('x')", ["aws.s3.BucketV2"]),
        ("aws.vpn.get_connection()", ["aws.vpn.get_connection"]),
        ("aws.s3.Bucket('x', versioning={'enabled': True}, tags={})", ["aws.s3.Bucket versioning"]),
        (
            "aws.s3.BucketLifecycleConfiguration('x', rules=[{'id': 'a', 'prefix': 'b'}])",
            ["aws.s3.BucketLifecycleConfiguration rules.prefix"],
        ),
        (
            "aws.s3.BucketLifecycleConfiguration('x', rules=[{'id': 'a', 'filter': {'prefix': 'b'}}])",
            [],
        ),
        (
            "aws.s3.BucketLifecycleConfiguration('x', rules=[aws.s3.BucketLifecycleConfigurationRuleArgs(prefix='b')])",
            [
                "aws.s3.BucketLifecycleConfiguration rules.prefix",
                "aws.s3.BucketLifecycleConfigurationRuleArgs prefix",
            ],
        ),
        ("aws.rds.Instance('x', engine='postgres', tags={'prefix': 'y'})", []),
    ],
)
def test_what_is_deprecated_is_found_in_source(source: str, found: list[str]):
    assert sorted(in_source(source)) == sorted(found)


def test_what_is_deprecated_is_found_in_a_recording():
    def program() -> None:
        aws.s3.Bucket("files", acl="private", tags={"acl": "x"})
        aws.s3.BucketV2("old")
        rule = {"id": "all", "status": "Enabled", "prefix": "tmp/"}
        aws.s3.BucketLifecycleConfiguration("files", bucket="files", rules=[rule])  # pyright: ignore[reportArgumentType]

    assert sorted(in_recording(record(program))) == [
        "aws:s3/bucket:Bucket acl",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration rules.prefix",
        "aws:s3/bucketV2:BucketV2",
    ]
