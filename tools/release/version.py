"""The version of the project, which stands in pyproject.toml alone."""

import re
import tomllib

from tools.release.errors import ReleaseError

_NUMBERS = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_LINE = re.compile(r'(?<=^version = ")[^"]*(?="$)', re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, which compare as versions do.

    :raises ReleaseError: It is none of Semantic Versioning's, or not a final one.
    """
    found = _NUMBERS.fullmatch(version)
    if found is None:
        raise ReleaseError(f"expected a version such as 0.2.0, got {version!r}")
    return tuple(map(int, found.groups()))


def project_version(pyproject: str) -> str:
    """The version that a package built now would have."""
    return tomllib.loads(pyproject)["project"]["version"]


def with_version(pyproject: str, version: str) -> str:
    """pyproject.toml with another version.

    :raises ReleaseError: It is not newer than the one that is there.
    """
    present = project_version(pyproject)
    if numbers(version) <= numbers(present):
        raise ReleaseError(f"{version} is not newer than {present}, the version in pyproject.toml")
    return _LINE.sub(version, pyproject, count=1)
