from datetime import date
from pathlib import Path

import pytest

from tools.release.changelog import newest, notes, release_section, unreleased
from tools.release.errors import ReleaseError

DAY = date(2026, 12, 1)
HEAD = "# Changelog\nWhat users notice.\n\n## Unreleased\n"
NEW = "The first release.\n\n- **A workspace**: all of it.\n\n### Coming from before\n- **Moved** this.\n"
OLD = "\n## 0.1.0 (2026-10-01)\n- Old.\n"


def test_what_was_unreleased_gets_the_version_as_its_heading():
    released = release_section(HEAD + NEW + OLD, "0.2.0", DAY)
    assert released == f"{HEAD}\n## 0.2.0 (2026-12-01)\n{NEW}{OLD}"
    assert unreleased(released) == ""
    assert notes(released, "0.2.0") == NEW.strip()
    assert notes(released, "0.1.0") == "- Old."


def test_the_newest_version_is_the_first_that_was_released():
    assert newest(HEAD + NEW) == ""
    assert newest(release_section(HEAD + NEW + OLD, "0.2.0", DAY)) == "0.2.0"


@pytest.mark.parametrize(
    ("changelog", "version", "problem"),
    [
        (HEAD + NEW + OLD, "0.1.0", "0.1.0 has a section already"),
        (HEAD + OLD, "0.2.0", "nothing stands under Unreleased"),
        ("# Changelog\n", "0.2.0", "there is no section 'Unreleased'"),
    ],
)
def test_what_cannot_be_released_is_refused(changelog: str, version: str, problem: str):
    with pytest.raises(ReleaseError, match=problem):
        release_section(changelog, version, DAY)


def test_a_version_without_notes_names_the_command_that_writes_them():
    with pytest.raises(ReleaseError, match=r"no section '9\.0\.0': `make release VERSION=9\.0\.0` writes it"):
        notes(HEAD + NEW, "9.0.0")


def test_the_projects_own_changelog_can_be_released():
    own = (Path(__file__).parents[3] / "CHANGELOG.md").read_text()
    own = own.replace("## Unreleased\n", "## Unreleased\n- A line.\n", 1)
    released = release_section(own, "99.0.0", DAY)
    assert notes(released, "99.0.0").startswith("- A line.")
