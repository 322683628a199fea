"""What reading secrets requires."""

from collections.abc import Sequence

import pulumi

from homelab.aws.account import Account
from homelab.aws.policies import StatementArgs


def read_statements(
    account: Account, arns: Sequence[pulumi.Input[str]], kms_key_arn: pulumi.Input[str] | None
) -> list[StatementArgs]:
    """What reading the secrets requires, and no list of any others."""
    found: list[StatementArgs] = [
        {
            "sid": "Secrets",
            "actions": [
                "secretsmanager:GetSecretValue",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetResourcePolicy",
                "secretsmanager:ListSecretVersionIds",
            ],
            "resources": [*arns],
        }
    ]
    if kms_key_arn is not None:
        service = pulumi.Output.concat("secretsmanager.", account.region, ".amazonaws.com")
        found.append(
            {
                "sid": "Key",
                "actions": ["kms:Decrypt"],
                "resources": [kms_key_arn],
                "conditions": {"StringEquals": {"kms:ViaService": [service]}},
            }
        )
    return found
