"""Arguments of what people may upload."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, unique, whole_number

MEGABYTES = whole_number(1, 1024)
FILES = whole_number(1, 1000)
PIXELS = whole_number(1, 100_000)
_BEYOND_RE2 = re.compile(r"\(\?(<?[=!]|>|P=)|\\[1-9]")
"""Look-around, atomic groups and back-references, which Python knows beyond RE2."""


class FilesProfile(StrEnum):
    """Sets of limits."""

    DEFAULT = "default"
    """100 MB a file and in all, 10 files, and the types that LibreChat knows."""
    DOCUMENTS = "documents"
    """200 MB a file, 1,000 MB in all, 100 files, and the types of documents, Office, images, code and archives."""


class ImageOutputType(StrEnum):
    """Formats of images."""

    PNG = "png"
    """PNG."""
    WEBP = "webp"
    """WebP."""
    JPEG = "jpeg"
    """JPEG."""


def _is_pattern(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return _BEYOND_RE2.search(value) is None


MIME_TYPES = Constraint(
    "a list of RE2 patterns such as '^image/png$', without look-around and back-references",
    lambda value: len(value) > 0 and all(_is_pattern(pattern) for pattern in value),
    {"minItems": 1},
)


def _total_holds_a_file(group: Mapping[str, Any]) -> Iterable[str]:
    size, total = group.get("file_size_megabytes"), group.get("total_size_megabytes")
    if size is not None and total is not None and total < size:
        yield f"total_size_megabytes {total} is less than file_size_megabytes {size}: no such file could be uploaded"


@rules(Rule(("file_size_megabytes", "total_size_megabytes"), _total_holds_a_file))
@constrain(
    file_limit=FILES,
    file_size_megabytes=MEGABYTES,
    total_size_megabytes=whole_number(1, 102_400),
    mime_types=MIME_TYPES,
)
class UploadLimitsArgs(TypedDict):
    """What may be uploaded to one message."""

    file_limit: NotRequired[int]
    """Files. Default: the profile's."""
    file_size_megabytes: NotRequired[int]
    """Largest file. Default: the profile's, or ``librechat.limits.upload_megabytes``."""
    total_size_megabytes: NotRequired[int]
    """Size of all files together. Default: the profile's."""
    mime_types: NotRequired[list[str]]
    """Types of files, as patterns of RE2. Default: the profile's."""


def _disabled_has_no_limits(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("disabled"):
        idle = [name for name in UploadLimitsArgs.__annotations__ if name in group]
        yield from (f"{name} has no effect with disabled true: remove one" for name in idle)


@rules(Rule(("disabled", *UploadLimitsArgs.__annotations__), _disabled_has_no_limits))
@constrain(name=NAME)
class EndpointFilesArgs(UploadLimitsArgs):
    """What may be uploaded to one endpoint."""

    name: str
    """Name of the endpoint as librechat.yaml has it: ``openAI``, ``agents``, or that of a custom one."""
    disabled: NotRequired[bool]
    """Whether nothing may be uploaded. Default: false."""


def _no_size_to_keep(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.get("enabled", True):
        idle = [name for name in ("max_width", "max_height", "quality") if name in group]
        yield from (f"{name} has no effect with enabled false: remove one" for name in idle)


@rules(Rule(("enabled", "max_width", "max_height", "quality"), _no_size_to_keep))
@constrain(
    max_width=PIXELS,
    max_height=PIXELS,
    quality=Constraint("a number from 0 to 1", lambda value: 0 <= value <= 1, {"minimum": 0, "maximum": 1}),
)
class ClientImageResizeArgs(TypedDict):
    """Browsers make images smaller before they send them."""

    enabled: NotRequired[bool]
    """Default: true."""
    max_width: NotRequired[int]
    """Pixels. Default: 1920."""
    max_height: NotRequired[int]
    """Pixels. Default: 1080."""
    quality: NotRequired[float]
    """From 0 to 1. Default: 0.8."""


def _default_is_no_endpoint(group: Mapping[str, Any]) -> Iterable[str]:
    for index, endpoint in enumerate(group.get("endpoints", [])):
        if endpoint["name"] == "default":
            yield f"endpoints.{index}.name default is no endpoint: set the limits of all in files itself"


@rules(Rule(("endpoints",), _default_is_no_endpoint))
@constrain(
    endpoints=unique("name"),
    text_mime_types=MIME_TYPES,
    ocr_mime_types=MIME_TYPES,
    skill_size_megabytes=MEGABYTES,
    token_limit=whole_number(1, 10_000_000),
    context_size_megabytes=MEGABYTES,
    context_characters=whole_number(1, 100_000_000),
)
class FilesArgs(UploadLimitsArgs):
    """What people may upload. Without any of it the limits are those of ``librechat.limits``."""

    profile: NotRequired[FilesProfile]
    """Set of limits to begin with. Default: default."""
    endpoints: NotRequired[list[EndpointFilesArgs]]
    """Other limits for single endpoints. Default: none."""
    client_image_resize: NotRequired[ClientImageResizeArgs]
    """Browsers make images smaller before they send them. Default: to 1920 by 1080 pixels."""
    image_output_type: NotRequired[ImageOutputType]
    """Format in which LibreChat keeps uploaded images. Default: LibreChat's own, png."""
    secure_image_links: NotRequired[bool]
    """Whether local images show only to who is logged in. Default: LibreChat's own, true."""
    text_mime_types: NotRequired[list[str]]
    """Types whose text LibreChat takes as it is, or has read by the RAG API. Default: LibreChat's own, all."""
    ocr_mime_types: NotRequired[list[str]]
    """Types that go to the group ``ocr``'s service. Default: LibreChat's own: images, PDF, Office and OpenDocument."""
    skill_size_megabytes: NotRequired[int]
    """Largest archive with a skill. Default: LibreChat's own, 50."""
    token_limit: NotRequired[int]
    """Tokens of files' text in one message. Default: LibreChat's own, 100000."""
    context_size_megabytes: NotRequired[int]
    """Largest file whose text goes into a message. Default: LibreChat's own, 128."""
    context_characters: NotRequired[int]
    """Characters of one file's text in a message. Default: LibreChat's own, 1000000."""
