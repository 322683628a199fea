"""References to container images, taken apart."""

import re
from typing import NamedTuple

_REFERENCE = re.compile(r"(?P<name>[^@]*?[^@:])(:(?P<tag>[\w][\w.-]*))?(@(?P<digest>sha256:[0-9a-f]{64}))?")


class ImageReference(NamedTuple):
    """The parts of ``registry/repository:tag@digest``."""

    registry: str
    """Empty where none is named."""
    repository: str
    tag: str
    """Empty where a digest alone says which image it is."""
    digest: str
    """``sha256:`` and 64 digits, or empty."""

    @property
    def version(self) -> str:
        """The digest, or the tag where there is none; one of the two changes whenever the image does."""
        return self.digest or self.tag


def parse_image_reference(text: str) -> ImageReference:
    """The parts of a reference.

    :raises ValueError: It is none.
    """
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise ValueError(f"expected an image such as docker.io/valkey/valkey:9.1.1, got {text!r}")
    first, _, rest = match["name"].partition("/")
    has_registry = bool(rest) and ("." in first or ":" in first or first == "localhost")
    registry, repository = (first, rest) if has_registry else ("", match["name"])
    return ImageReference(registry, repository, match["tag"] or "", match["digest"] or "")
