"""What LibreChat's configuration says of Amazon Bedrock, beyond region and models."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi

from homelab.aws.bedrock.guardrail import Guardrail
from homelab.aws.bedrock.models import title_model
from homelab.librechat_config.types import LibreChatConfig

if TYPE_CHECKING:
    from homelab.librechat_config.types.generated import EndpointsBedrock


def librechat_config(
    offered: Sequence[str], application_profiles: Mapping[str, pulumi.Input[str]], guardrail: Guardrail | None
) -> LibreChatConfig:
    """The section ``endpoints.bedrock``.

    :param application_profiles: ARNs by model, which LibreChat calls in the model's place.
    """
    bedrock: EndpointsBedrock = {}
    if title := title_model(offered):
        bedrock["titleModel"] = title
    if application_profiles:
        bedrock["inferenceProfiles"] = {**application_profiles}
    if guardrail:
        bedrock["guardrailConfig"] = {"guardrailIdentifier": guardrail.id, "guardrailVersion": guardrail.version}
    return {"endpoints": {"bedrock": bedrock}} if bedrock else {}
