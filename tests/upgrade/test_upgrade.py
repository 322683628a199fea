"""No data and no password is lost in an upgrade without a word in CHANGELOG.md."""

from pathlib import Path

import pytest

from tests.upgrade.changelog import announcements, contradictions
from tests.upgrade.changes import Change, Verb
from tests.upgrade.previous import NoHistoryError, extract, previous_state
from tests.upgrade.trees import code, project
from tests.upgrade.upgrade import upgrade

ROOT = Path(__file__).parent.parent.parent
WRONG = "raise ValueError('no')"


def test_an_upgrade_from_the_previous_state_does_what_the_changelog_announces_and_no_more(tmp_path: Path):
    try:
        revision = previous_state(ROOT)
    except NoHistoryError as error:
        pytest.skip(f"nothing to upgrade from: {error}")
    previous = extract(ROOT, revision, tmp_path / "previous")
    announced = announcements((ROOT / "CHANGELOG.md").read_text(), (previous / "CHANGELOG.md").read_text())
    found = [*contradictions(upgrade(previous, ROOT), announced)]
    assert not found, f"since {revision}:\n" + "\n".join(found)


def test_a_program_runs_with_the_code_of_before_and_of_now_and_the_same_random_values(tmp_path: Path):
    old = code(project(tmp_path / "project", "dev"))
    new = code(project(tmp_path / "new" / "project", "dev"), volume="v2")
    expected = Change(Verb.REPLACES, "PersistentVolumeClaim x", "spec.volumeName changes")
    assert upgrade(old, new) == {expected}
    assert upgrade(old, old) == set()


def test_a_config_that_is_refused_now_is_a_change(tmp_path: Path):
    old = code(project(tmp_path / "old", "dev"))
    new = code(project(tmp_path / "new", "dev", program=WRONG))
    assert upgrade(old, new) == {Change(Verb.REFUSES, "Pulumi.dev.yaml", "ValueError: no")}


def test_a_config_that_was_refused_before_proves_nothing(tmp_path: Path):
    old = code(project(tmp_path / "old", "dev", program=WRONG))
    with pytest.raises(ValueError, match=r"Pulumi\.dev\.yaml was wrong before the upgrade"):
        upgrade(old, old)
