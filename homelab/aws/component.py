"""What all components on AWS have in common: arguments, tags and the options of their resources."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import matching

GLOBAL_REGION = "us-east-1"
"""Region of what belongs to services without regions: CloudFront's certificates, firewalls, logs and metrics."""
REGION = matching(r"[a-z]{2}(-[a-z]+)+-[0-9]", "a region of AWS such as 'eu-central-1'")
TAGS = Constraint(
    "a map of at most 40 tags, whose keys have 1 to 128 characters and do not start with aws:",
    # AWS permits 50, of which components use a few.
    lambda value: len(value) <= 40 and all(0 < len(key) <= 128 and not key.lower().startswith("aws:") for key in value),
)
ARN = matching(r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12}|aws)?:\S+", "an ARN")
IAM_ARN = matching(r"arn:aws[a-z-]*:iam::([0-9]{12}|aws):\S+", "the ARN of an object of IAM")
NAME_TAG = "Name"
"""Key of the tag with a resource's own name."""
COMMON_TAGS = {"managed-by": "homelab"}
"""Tags that all resources have, beside their own name and those of the user."""
KMS_KEY_ARN = matching(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/\S+", "the ARN of a key of KMS")
VPC_ID = matching(r"vpc-[0-9a-f]+", "the id of a VPC such as 'vpc-0a1b2c3d'")
SUBNET_IDS = Constraint(
    "ids of at least two subnets in different availability zones", lambda value: len({*value}) == len(value) > 1
)
SECURITY_GROUP_IDS = Constraint("ids of one or more security groups", lambda value: len(value) > 0)


@constrain(region=REGION, tags=TAGS)
class AWSArgs(TypedDict):
    """Region, tags and deletion of a component's resources."""

    region: NotRequired[str]
    """Region of the resources; another one replaces them. Default: the provider's."""
    tags: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional tags. Default: none."""
    retain: NotRequired[bool]
    """Keep what holds data when the stack is destroyed: it is protected from deletion, by Pulumi and by AWS. To delete
    it, set this to false, run ``up``, then ``destroy``. Default: true."""


def after(value: pulumi.Input[str], *resources: pulumi.CustomResource) -> pulumi.Output[str]:
    """A value that is known once all of the resources exist."""
    return pulumi.Output.all(value, *(each.id for each in resources)).apply(lambda known: known[0])


class AWSComponent(pulumi.ComponentResource):
    """A component whose resources are tagged, in one region, and deleted only if that is wanted."""

    def __init__(self, name: str, args: AWSArgs, opts: pulumi.ResourceOptions | None) -> None:
        super().__init__(f"homelab:aws:{type(self).__name__}", name, {}, opts)
        self._name = name
        self._region = args.get("region")
        self._retain = args.get("retain", True)
        self._tags = args.get("tags", {})

    def _tagged(self, name: str) -> dict[str, pulumi.Input[str]]:
        """Tags of a resource: its name, who manages it, and those of the user, which win."""
        return {NAME_TAG: name, **COMMON_TAGS, **self._tags}

    def _options(
        self, *, depends_on: Sequence[pulumi.Resource] = (), holds_data: bool = False, **options: Any
    ) -> pulumi.ResourceOptions:
        """Options of a child.

        :param holds_data: Whether deleting it deletes data, which ``retain`` prevents.
        :param options: Additional options, by their names in `pulumi.ResourceOptions`.
        """
        protect = True if holds_data and self._retain else None
        return pulumi.ResourceOptions(parent=self, depends_on=[*depends_on], protect=protect, **options)
