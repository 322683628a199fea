import json
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from homelab.diff.changes import Change, Verb
from homelab.diff.display import show, to_json, to_markdown
from homelab.diff.fields import Field

ROLLS = Change(
    verb=Verb.CHANGED,
    kind="Deployment",
    namespace="ai",
    name="chat",
    fields=(Field("spec.replicas", "1", "2"),),
    effects=("its pods roll",),
)
LOST = Change(verb=Verb.REMOVED, kind="PersistentVolumeClaim", namespace="ai", name="data", warnings=("is lost",))
RENAMED = Change(verb=Verb.CHANGED, kind="ConfigMap", namespace="ai", name="c-2", previous_name="c-1")


def shown(*changes: Change, width: int = 80, notes: tuple[str, ...] = ()) -> str:
    text = StringIO()
    show(changes, Console(file=text, width=width), notes=notes)
    return text.getvalue()


def field(old: str | None, new: str | None) -> Change:
    return Change(verb=Verb.CHANGED, kind="ConfigMap", namespace="ai", name="c", fields=(Field("data.k", old, new),))


def test_objects_and_fields_have_lines_of_their_own_and_what_rolls_or_is_lost_comes_last():
    assert shown(ROLLS, LOST, RENAMED).splitlines() == [
        "changed  Deployment ai/chat",
        "  spec.replicas: 1 → 2",
        "removed  PersistentVolumeClaim ai/data",
        "changed  ConfigMap ai/c-2",
        "  metadata.name: c-1 → c-2",
        "",
        "Attention",
        "  PersistentVolumeClaim ai/data: is lost",
        "",
        "Pods",
        "  Deployment ai/chat: its pods roll",
        "",
        "2 changed, 1 removed",
    ]


def test_what_does_not_fit_a_line_is_below_it():
    lines = shown(
        field("one\ntwo", "x" * 90), field("a" * 30, "b" * 30), field(None, "c"), field("d", ""), field("", "e\nf")
    ).splitlines()
    assert [line for line in lines if line.startswith(" ")] == [
        "  data.k:",
        "    - one",
        "    - two",
        f"    + {'x' * 90}",
        f"  data.k: {'a' * 30} → {'b' * 30}",
        "  data.k: (none) → c",
        "  data.k: d → ",
        "  data.k:",
        "    + e",
        "    + f",
    ]


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z"))), st.integers(20, 200))
def test_no_name_is_broken_up_however_narrow_the_terminal_is(name: str, width: int):
    change = Change(
        verb=Verb.CHANGED, kind="Secret", namespace="ai", name=name, fields=(Field(name, name, "[b]x[/b]"),)
    )
    text = shown(change, width=width)
    assert text.splitlines()[0] == f"changed  Secret ai/{name}"
    assert f"  {name}:" in text
    assert "[b]x[/b]" in text


def test_what_is_to_be_known_of_the_comparison_is_said():
    assert "Attention\n  note: x\n" in shown(ROLLS, notes=("note: x",))


def test_without_differences_there_is_one_line():
    assert shown() == "No differences.\n"
    assert to_markdown([]) == "#### Changes: none\n"
    assert json.loads(to_json([]))["changes"] == []


def test_markdown_is_a_table():
    lines = to_markdown([ROLLS, LOST], title="Stack dev").splitlines()
    assert lines[0] == "#### Stack dev: 1 changed, 1 removed"
    assert "- PersistentVolumeClaim ai/data: is lost" in lines
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert {len(row) for row in rows} == {4}
    assert rows[-3:] == [
        ["changed", "Deployment ai/chat", "", ""],
        ["", "`spec.replicas`", "`1`", "`2`"],
        ["removed", "PersistentVolumeClaim ai/data", "", ""],
    ]


def test_markdown_folds_a_long_table():
    assert "<details>" not in to_markdown([field("a", "b")] * 15)
    text = to_markdown([ROLLS, *[field("a", "b")] * 15])
    above, _, folded = text.partition("<details>")
    assert "**Pods**" in above
    assert folded.startswith("<summary>Objects and their fields</summary>\n\n| ")
    assert folded.endswith("|\n\n</details>\n")


def test_markdown_shows_values_as_they_are():
    text = to_markdown([field("a|b\n<!-- x -->", "@team [x](https://e.com) `c` &amp; #1")])
    row = text.splitlines()[-1]
    assert "a&#124;b<br>&#60;!-- x --&#62;" in row
    assert "&#64;team &#91;x&#93;(https://e.com) &#96;c&#96; &#38;amp; &#35;1" in row


@given(st.lists(st.tuples(st.text(), st.text()), max_size=20), st.integers(300, 2000))
def test_markdown_fits_a_comment_and_says_what_is_left_out(values: list[tuple[str, str]], limit: int):
    changes = [field(*each) for each in values]
    text = to_markdown(changes, limit=limit)
    assert len(text) <= limit
    assert text == to_markdown(changes) or "more rows: `homelab diff` shows all of them." in text


def test_json_has_whole_values_and_counts():
    data = json.loads(to_json([field("x" * 5000, None), LOST]))
    assert data["summary"] == {"added": 0, "changed": 1, "replaced": 0, "removed": 1}
    assert data["changes"][0]["fields"] == [{"path": "data.k", "old": "x" * 5000, "new": None}]
    assert data["changes"][1]["warnings"] == ["is lost"]
