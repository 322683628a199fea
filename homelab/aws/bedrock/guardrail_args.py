"""Arguments of a guardrail."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import matching
from homelab.aws.component import ARN
from homelab.choices import Choice

FILTERS = ("SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK")
_TEXT_UP_TO = 500


class Strength(StrEnum):
    """How much of what may be harmful is blocked."""

    NONE = "NONE"
    """Nothing."""
    LOW = "LOW"
    """What is harmful with high confidence."""
    MEDIUM = "MEDIUM"
    """What is harmful with high or medium confidence."""
    HIGH = "HIGH"
    """Also what is harmful with low confidence."""


StrengthChoice: TypeAlias = Choice[Strength, Literal["NONE", "LOW", "MEDIUM", "HIGH"]]


class PersonalDataAction(StrEnum):
    """What happens to personal data."""

    BLOCK = "BLOCK"
    """The whole prompt or answer is blocked."""
    ANONYMIZE = "ANONYMIZE"
    """It is replaced by its kind, such as ``{EMAIL}``."""
    NONE = "NONE"
    """It is only reported in the trace."""


PersonalDataActionChoice: TypeAlias = Choice[PersonalDataAction, Literal["BLOCK", "ANONYMIZE", "NONE"]]


def _threshold() -> Constraint:
    return Constraint("a number from 0 to 0.99", lambda value: 0 <= value <= 0.99)


@constrain(
    name=matching(r"[0-9a-zA-Z_ !?.-]{1,100}", "a name of at most 100 letters, digits, spaces and _-!?."),
    definition=matching(r"(?s).{1,200}", "a text of 1 to 200 characters"),
    examples=Constraint(
        "at most 5 texts of 1 to 100 characters",
        lambda value: len(value) <= 5 and all(0 < len(each) <= 100 for each in value),
    ),
)
class TopicArgs(TypedDict):
    """A topic that is not talked about."""

    name: str
    """Name."""
    definition: str
    """What it comprises, in at most 200 characters."""
    examples: NotRequired[list[str]]
    """Up to 5 prompts that are about it. Default: none."""


@constrain(grounding=_threshold(), relevance=_threshold())
class GroundingArgs(TypedDict):
    """Checks of answers against sources, which the caller marks as such. LibreChat marks none: they act for others."""

    grounding: NotRequired[float]
    """Least confidence, from 0 to 0.99, that the answer follows from the sources. Default: not checked."""
    relevance: NotRequired[float]
    """Least confidence, from 0 to 0.99, that it answers the question. Default: not checked."""


def _exists_or_is_created(group: Mapping[str, Any]) -> Iterable[str]:
    if "id" not in group:
        if "version" in group:
            yield "version has no effect without the id of an existing guardrail: remove it"
        return
    if "version" not in group:
        yield "missing argument version: an existing guardrail needs one such as '3'"
    created = [name for name in group if name not in ("id", "version", "kms_key_arn")]
    if created:
        yield f"{', '.join(created)} {'has' if len(created) == 1 else 'have'} no effect with id: remove one"


_CREATED = ("filters", "personal_data", "topics", "words", "profanity", "grounding", "across_regions")


@rules(Rule(("id", "version", *_CREATED, "blocked_prompt", "blocked_answer", "kms_key_arn"), _exists_or_is_created))
@constrain(
    id=matching(
        r"[a-z0-9]+|arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/[a-z0-9]+", "a guardrail's id or ARN"
    ),
    version=matching(r"[1-9][0-9]{0,7}|DRAFT", "a version of a guardrail such as '3', or 'DRAFT'"),
    filters=Constraint(
        f"a map from {', '.join(FILTERS)} to a strength", lambda value: all(name in FILTERS for name in value)
    ),
    personal_data=Constraint(
        "a map from a kind of personal data such as EMAIL or PHONE to an action",
        lambda value: all(name.replace("_", "").isalpha() and name.isupper() for name in value),
    ),
    topics=Constraint("at most 30 topics", lambda value: len(value) <= 30),
    words=Constraint(
        "at most 10,000 words of 1 to 100 characters",
        lambda value: len(value) <= 10_000 and all(0 < len(word) <= 100 for word in value),
    ),
    blocked_prompt=matching(rf"(?s).{{1,{_TEXT_UP_TO}}}", f"a text of 1 to {_TEXT_UP_TO} characters"),
    blocked_answer=matching(rf"(?s).{{1,{_TEXT_UP_TO}}}", f"a text of 1 to {_TEXT_UP_TO} characters"),
    kms_key_arn=ARN,
)
class GuardrailArgs(TypedDict):
    """A guardrail: a new one, or an existing one by ``id`` and ``version``."""

    id: NotRequired[pulumi.Input[str]]
    """Id or ARN of an existing guardrail, which is used instead of a new one. Default: a new one."""
    version: NotRequired[pulumi.Input[str]]
    """Version of the existing guardrail. Default: the newest one of the new guardrail."""
    filters: NotRequired[dict[str, StrengthChoice]]
    """Strength by kind of content: SEXUAL, VIOLENCE, HATE, INSULTS, MISCONDUCT, PROMPT_ATTACK. Default: MEDIUM each."""
    personal_data: NotRequired[dict[str, PersonalDataActionChoice]]
    """Action by kind: ``{"EMAIL": "ANONYMIZE", "CREDIT_DEBIT_CARD_NUMBER": "BLOCK"}``. Default: none."""
    topics: NotRequired[list[TopicArgs]]
    """Topics that are not talked about. Default: none."""
    words: NotRequired[list[str]]
    """Words and phrases that are blocked. Default: none."""
    profanity: NotRequired[bool]
    """Whether profanity is blocked. Default: false."""
    grounding: NotRequired[GroundingArgs]
    """Checks against sources. Default: none."""
    across_regions: NotRequired[bool]
    """Use AWS's standard tier: more languages, and evaluation in other regions of the geography. Default: false."""
    blocked_prompt: NotRequired[str]
    """Answer to a prompt that is blocked. Default: a sentence in English."""
    blocked_answer: NotRequired[str]
    """Text in place of an answer that is blocked. Default: a sentence in English."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """ARN of the KMS key that encrypts it. Default: AWS's own."""
