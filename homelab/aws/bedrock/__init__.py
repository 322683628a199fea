"""Amazon Bedrock: models, their inference profiles, a guardrail, and what pods may do with them."""

from homelab.aws.bedrock.access import BedrockAccess
from homelab.aws.bedrock.args import BedrockAccessArgs
from homelab.aws.bedrock.guardrail_args import GroundingArgs, GuardrailArgs, PersonalDataAction, Strength, TopicArgs
from homelab.aws.bedrock.models import Geography

__all__ = [
    "BedrockAccess",
    "BedrockAccessArgs",
    "Geography",
    "GroundingArgs",
    "GuardrailArgs",
    "PersonalDataAction",
    "Strength",
    "TopicArgs",
]
