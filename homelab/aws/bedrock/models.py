"""Models on Amazon Bedrock, as data: what is offered by default, where, and what has ended. State of 2026-11-28.

Ids change monthly. What an account can use in a region: ``aws bedrock list-inference-profiles`` and
``aws bedrock list-foundation-models --by-output-modality EMBEDDING``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from homelab.choices import Choice


class Geography(StrEnum):
    """Where an inference profile may send requests. Its value is the prefix of the profile's id."""

    US = "us"
    """The United States."""
    EU = "eu"
    """The European Union."""
    APAC = "apac"
    """Asia and the Pacific; only older models have such profiles."""
    JP = "jp"
    """Japan."""
    AU = "au"
    """Australia and New Zealand."""
    US_GOV = "us-gov"
    """AWS GovCloud."""
    GLOBAL = "global"
    """All commercial regions: more capacity, and cheaper than the others."""


GeographyChoice: TypeAlias = Choice[Geography, Literal["us", "eu", "apac", "jp", "au", "us-gov", "global"]]


REGIONS: Mapping[Geography, str] = {
    Geography.US: r"us-(east|west)-\d|ca-(central|west)-\d",
    Geography.EU: r"eu-[a-z]+-\d",
    Geography.APAC: r"ap-[a-z]+-\d",
    Geography.JP: r"ap-northeast-[13]",
    Geography.AU: r"ap-southeast-[246]",
    Geography.US_GOV: r"us-gov-[a-z]+-\d",
    Geography.GLOBAL: r"(?!us-gov-|us-iso|cn-)[a-z]{2}-[a-z]+-\d",
}
"""Pattern of the regions that profiles of a geography can be called in."""

_COMMON = (Geography.US, Geography.EU, Geography.JP, Geography.AU, Geography.GLOBAL)


@dataclass(frozen=True)
class Model:
    """A model that is offered by default."""

    id: str
    """Id without a geography."""
    geographies: tuple[Geography, ...]
    """Geographies that have an inference profile of it."""
    writes_titles: bool = False
    """Whether it is cheap and quick enough for titles of conversations."""


HIERARCHY: Sequence[Model] = (
    # Sonnet 5.5 is newer, but LibreChat v0.8.8 is older than it: it sends `thinking: disabled` when a user switches
    # thinking off, which Sonnet 5.5 answers with an error.
    Model("anthropic.claude-sonnet-5", _COMMON),
    Model("anthropic.claude-sonnet-4-6", _COMMON),
    Model("anthropic.claude-haiku-4-5-20251001-v1:0", _COMMON, writes_titles=True),
    # Opus 5 and 5.5 are not open to every account.
    Model("anthropic.claude-opus-4-8", _COMMON),
    # In the place of Titan's text models, all of which have ended.
    Model("amazon.nova-2-lite-v1:0", (Geography.US, Geography.EU, Geography.JP, Geography.GLOBAL), writes_titles=True),
)
"""The default and its fallbacks, in order of preference. All are open to every account."""

EMBEDDINGS = "amazon.titan-embed-text-v2:0"
DIMENSIONS: Mapping[str, int] = {
    EMBEDDINGS: 1024,
    "amazon.titan-embed-text-v1": 1536,
    "cohere.embed-english-v3": 1024,
    "cohere.embed-multilingual-v3": 1024,
}
"""Length of the vectors that the RAG API gets from an embedding model, as it asks for no other."""

ENDED: Mapping[str, str] = {
    r"amazon\.titan-text-": "amazon.nova-2-lite-v1:0",
    r"anthropic\.claude-(3-5|v2|instant)": "anthropic.claude-haiku-4-5-20251001-v1:0",
}
"""Pattern of ids that AWS answers no more, and what it has instead."""

_PREFIX = re.compile(rf"^({'|'.join(Geography)})\.")


def hierarchy(geography: Geography) -> list[str]:
    """Ids of the inference profiles that are offered by default, in order of preference."""
    return [f"{geography}.{model.id}" for model in HIERARCHY if geography in model.geographies]


def title_model(models: Sequence[str]) -> str | None:
    """The first of the models that suits titles."""
    suitable = [model.id for model in HIERARCHY if model.writes_titles]
    return next((model for model in models if without_geography(model) in suitable), None)


def geography_of(model: str) -> Geography | None:
    """Geography of an inference profile; None for the id of a model."""
    found = _PREFIX.match(model)
    return Geography(found[1]) if found else None


def without_geography(model: str) -> str:
    """Id of the model that an inference profile runs."""
    return _PREFIX.sub("", model, count=1)


def fits(region: str, geography: Geography) -> bool:
    """Whether inference profiles of a geography can be called in a region."""
    return re.fullmatch(REGIONS[geography], region) is not None


def geography_around(region: str) -> Geography:
    """The narrowest geography whose inference profiles can be called in a region and run current models."""
    narrow = (each for each in Geography if each not in (Geography.GLOBAL, Geography.APAC))
    return next((each for each in narrow if fits(region, each)), Geography.GLOBAL)


def replacement(model: str) -> str | None:
    """What AWS has instead of a model that has ended; None if it has not."""
    return next((new for pattern, new in ENDED.items() if re.match(pattern, without_geography(model))), None)
