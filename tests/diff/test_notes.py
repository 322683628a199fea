import pytest

from homelab.diff.changes import Change, Verb
from homelab.diff.notes import APART, notes


@pytest.mark.parametrize(
    ("kind", "verb", "origins", "found"),
    [
        ("Secret", Verb.CHANGED, ("a", "b"), [APART]),
        ("SealedSecret", Verb.REPLACED, ("a", "b"), [APART]),
        ("Secret", Verb.CHANGED, ("a", "a"), []),
        ("Secret", Verb.CHANGED, (None, "b"), []),
        ("Secret", Verb.CHANGED, ("a", ""), []),
        ("Secret", Verb.ADDED, ("a", "b"), []),
        ("ConfigMap", Verb.CHANGED, ("a", "b"), []),
    ],
)
def test_renders_with_other_passwords_are_told_by_their_origins(
    kind: str, verb: Verb, origins: tuple[str | None, str | None], found: list[str]
):
    reports = [{} if each is None else {"generatedOrigin": each} for each in origins]
    assert [*notes([Change(verb=verb, kind=kind, namespace="ai", name="x")], *reports)] == found
