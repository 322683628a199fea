"""Stand-ins for what AWS chooses when it creates a resource: its ARN and addresses."""

from collections.abc import Mapping
from typing import Any

from homelab.offline.functions import EXAMPLE_ACCOUNT, EXAMPLE_REGION

_OUTPUTS: Mapping[str, Mapping[str, Any]] = {
    "aws:acm/certificate:Certificate": {
        "domainValidationOptions": [
            {
                "resourceRecordName": "_{id}.example.com.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": "_{id}.acm-validations.aws.",
            }
        ]
    },
    "aws:backup/vault:Vault": {"name": "{id}"},
    "aws:cloudfront/distribution:Distribution": {
        "arn": "arn:aws:cloudfront::{account}:distribution/{id}",
        "domainName": "{id}.cloudfront.net",
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {"name": "{id}"},
    "aws:iam/role:Role": {"arn": "arn:aws:iam::{account}:role/{id}", "name": "{id}"},
    "aws:route53/record:Record": {"fqdn": "{id}.example.com"},
    "aws:s3/bucket:Bucket": {
        "arn": "arn:aws:s3:::{id}",
        "bucket": "{id}",
        "bucketRegionalDomainName": "{id}.s3.{region}.amazonaws.com",
    },
}
"""By type: outputs, in which ``{id}`` is the resource's id, ``{region}`` its region and ``{account}`` the account."""


def outputs(type_: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs of a new resource of AWS, in addition to its inputs, which AWS keeps."""
    region = inputs.get("region", EXAMPLE_REGION)
    service = type_.split(":")[1].partition("/")[0]
    values = {"id": id_, "region": region, "account": EXAMPLE_ACCOUNT}
    arn = f"arn:aws:{service}:{region}:{EXAMPLE_ACCOUNT}:{id_}"
    own = {name: _filled(each, values) for name, each in _OUTPUTS.get(type_, {}).items() if name not in inputs}
    return {"arn": arn, **own}


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """``value`` with the placeholders in its texts replaced."""
    if isinstance(value, str):
        return value.format(**values)
    if isinstance(value, Mapping):
        return {name: _filled(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    return value
