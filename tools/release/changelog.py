"""The sections of CHANGELOG.md: one for what is not released yet, and one for each version, newest first."""

import re
from collections.abc import Mapping
from datetime import date

from tools.release.errors import ReleaseError

_UNRELEASED = "## Unreleased\n"
_HEADING = re.compile(r"^## (?P<title>.*)\n", re.MULTILINE)


def release_section(changelog: str, version: str, day: date) -> str:
    """The changelog with what was unreleased under the heading of ``version``, below an empty "Unreleased".

    :raises ReleaseError: Nothing is unreleased, or the version has a section already.
    """
    if version in _sections(changelog):
        raise ReleaseError(f"CHANGELOG.md: {version} has a section already")
    if not unreleased(changelog):
        raise ReleaseError("CHANGELOG.md: nothing stands under Unreleased, so there is nothing to release")
    return changelog.replace(_UNRELEASED, f"{_UNRELEASED}\n## {version} ({day.isoformat()})\n", 1)


def unreleased(changelog: str) -> str:
    """What the next release brings.

    :raises ReleaseError: The section is missing.
    """
    found = _sections(changelog).get("Unreleased")
    if found is None:
        raise ReleaseError("CHANGELOG.md: there is no section 'Unreleased', in which changes are written down")
    return found


def notes(changelog: str, version: str) -> str:
    """What a release has brought.

    :raises ReleaseError: It has no section.
    """
    found = _sections(changelog).get(version)
    if found is None:
        raise ReleaseError(f"CHANGELOG.md: there is no section {version!r}: `make release VERSION={version}` writes it")
    return found


def newest(changelog: str) -> str:
    """The version of the newest section; empty if nothing was released."""
    return next((title for title in _sections(changelog) if title != "Unreleased"), "")


def _sections(changelog: str) -> Mapping[str, str]:
    headings = [*_HEADING.finditer(changelog)]
    ends = [*(heading.start() for heading in headings[1:]), len(changelog)]
    return {
        heading["title"].split(" ")[0]: changelog[heading.end() : end].strip()
        for heading, end in zip(headings, ends, strict=False)
    }
