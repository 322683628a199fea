"""How the resources of a retrieval API are called and tagged, and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from homelab.aws.account import Account

NAME_LENGTH = 28
"""Characters that the shortest limit permits: that of OpenSearch domains."""


@dataclass(frozen=True)
class Placement:
    """Names, tags, region and options of a component's resources."""

    name: str
    """Name of the component."""
    identifier: pulumi.Output[str]
    """Unique name in small letters, digits and dashes, of at most `NAME_LENGTH` characters."""
    account: Account
    region: str | None
    """Default: the provider's."""
    kms_key_arn: pulumi.Input[str] | None
    """Key of whatever holds documents, or parts of them. Default: AWS's own keys."""
    tags: Mapping[str, pulumi.Input[str]]
    own: pulumi.ResourceOptions
    """Options of a resource that holds no data."""
    data: pulumi.ResourceOptions
    """Options of a resource that holds data."""

    def after(self, *resources: pulumi.Resource) -> pulumi.ResourceOptions:
        """Options of a resource that holds no data, and waits for others."""
        return pulumi.ResourceOptions.merge(self.own, pulumi.ResourceOptions(depends_on=[*resources]))
