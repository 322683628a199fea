import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.upgrade.changelog import Announcement, announcements, contradictions
from tests.upgrade.changes import Change, Verb

LINE = "- **Replaces** `PersistentVolumeClaim *-data`: why."
ANNOUNCED = Announcement(Verb.REPLACES, "PersistentVolumeClaim *-data")
REPLACED = Change(Verb.REPLACES, "PersistentVolumeClaim ws-data", "spec.accessModes changes")


def test_announcements_are_read_from_among_other_entries():
    changelog = f"# Changelog\n\n## Unreleased\n- Replaces nothing.\n{LINE}\n  More of it.\n".replace(
        "- Replaces nothing.", "- `Valkey` replaces Redis.\n- **New**: speech."
    )
    assert [*announcements(changelog, "")] == [ANNOUNCED]


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_can_be_announced(verb: Verb):
    assert [*announcements(f"- **{verb}** `Secret x`: why", "")] == [Announcement(verb, "Secret x")]


@pytest.mark.parametrize(
    "line",
    [
        "- Replaces `Secret x`: why",
        "- **Replaces** Secret x: why",
        "- **Replaces** `Secret x`",
        "- **Replaces** `Secret x`: ",
        "* **Replaces** `Secret x`: why",
        "  - **Stops retaining** `Secret x`: why",
    ],
)
def test_what_only_looks_like_an_announcement_is_an_error(line: str):
    with pytest.raises(ValueError, match="should read"):
        announcements(line, "")


def test_what_was_announced_before_does_not_count_again():
    assert not announcements(LINE, LINE)
    assert not announcements("", LINE)
    assert [*announcements(f"{LINE}\n{LINE}", LINE)] == [ANNOUNCED]


def test_what_is_announced_and_happens_is_no_contradiction():
    assert not [*contradictions({REPLACED}, [ANNOUNCED])]


@pytest.mark.parametrize(
    "announced",
    [
        Announcement(Verb.REMOVES, ANNOUNCED.subject),
        Announcement(Verb.REPLACES, "PersistentVolumeClaim data"),
        Announcement(Verb.REPLACES, "persistentvolumeclaim *-data"),
    ],
)
def test_an_announcement_of_something_else_is_two_contradictions(announced: Announcement):
    first, second = contradictions({REPLACED}, [announced])
    assert first == "not in CHANGELOG.md: Replaces PersistentVolumeClaim ws-data: spec.accessModes changes"
    assert second.startswith("in CHANGELOG.md, but no stack or example shows it: ")


@given(
    st.sets(st.builds(Change, st.sampled_from(Verb), st.from_regex(r"[A-Z][a-z]+ [a-z-]+", fullmatch=True), st.text()))
)
def test_changes_without_announcements_are_all_contradictions(changes: set[Change]):
    assert len([*contradictions(changes, [])]) == len(changes)
