"""Log groups that exist before AWS would create them: those of its own keep everything, forever."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from homelab.arguments import Constraint

_PERMITTED = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288),
    3653,
)
RETENTION_DAYS = Constraint(
    f"a number of days that CloudWatch permits: {', '.join(map(str, _PERMITTED))}",
    lambda value: value in _PERMITTED,
    {"enum": [*_PERMITTED]},
)
DEFAULT_RETENTION_DAYS = 30


def create_log_group(
    name: str,
    log_group: pulumi.Input[str],
    *,
    days: int,
    key: pulumi.Input[str] | None = None,
    tags: Mapping[str, pulumi.Input[str]],
    region: str | None,
    opts: pulumi.ResourceOptions,
) -> aws.cloudwatch.LogGroup:
    """Create a log group.

    :param log_group: Its name in CloudWatch, which the service that writes it decides.
    :param days: Days that it keeps entries.
    :param key: ARN of the key that entries are encrypted with. Default: AWS's own.
    """
    return aws.cloudwatch.LogGroup(
        name,
        name=log_group,
        retention_in_days=days,
        kms_key_id=key,
        region=region,
        tags={**tags},
        opts=opts,
    )
