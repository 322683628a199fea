from collections.abc import Mapping
from pathlib import Path

import pytest

from homelab.check.command import CheckedFile, CheckError, check_file, read_variables


def checked(
    folder: Path, text: str, *, variables: Mapping[str, str | None] | None = None, lenient: bool = False
) -> tuple[Path, CheckedFile]:
    file = folder / "librechat.yaml"
    file.write_text(text)
    return file, check_file(file, variables, lenient=lenient)


def test_problems_have_lines_in_their_order(tmp_path: Path):
    file, result = checked(tmp_path, "version: 1.2.8\ninterface:\n  sidePanel: true\nimageOutputType: gif\n")
    assert result.lines == [
        f"{file}:1: warning: version: expected 1.3.17, got 1.2.8",
        f"{file}:3: interface.sidePanel: unknown key: was removed in v0.8.5: remove it",
        f"{file}:4: imageOutputType: expected one of png, webp, jpeg, got 'gif'",
    ]
    assert str(result) == "2 errors, 1 warning"


def test_a_valid_file_has_none(tmp_path: Path):
    _, result = checked(tmp_path, "version: 1.3.17\n")
    assert (str(result), result.errors) == ("valid", 0)


def test_lenient_makes_warnings_of_unknown_keys(tmp_path: Path):
    file, result = checked(tmp_path, "version: 1.3.17\nnewKey: 1\n", lenient=True)
    assert result.lines == [f"{file}:2: warning: newKey: unknown key"]
    assert (result.errors, result.warnings) == (0, 1)


@pytest.mark.parametrize("text", ["", "just text", "- 1"])
def test_anything_but_a_map_is_an_error(tmp_path: Path, text: str):
    file, result = checked(tmp_path, text)
    assert result.lines == [f"{file}:1: expected a map with the key version"]
    assert result.errors == 1


def test_no_yaml_is_an_error_with_its_column(tmp_path: Path):
    file, result = checked(tmp_path, "a: 1\na: 2\n")
    assert result.lines == [f"{file}:2:1: duplicate key 'a': first in line 1: LibreChat starts with its defaults"]


def test_variables_are_looked_up(tmp_path: Path):
    text = "version: 1.3.17\nlangfuse: {headers: {X: '${ONE} or ${TWO}!'}}\n"
    file, result = checked(tmp_path, text, variables={"ONE": None})
    assert result.lines == [f"{file}:2: langfuse.headers.X: nothing sets TWO"]


def test_their_values_show_where_urls_lead(tmp_path: Path):
    text = "version: 1.3.17\nwebSearch: {searxngInstanceUrl: '${URL}'}\n"
    _, result = checked(tmp_path, text, variables={"URL": "http://searxng:8080"})
    assert "searxng:8080 is a private address" in result.lines[0]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(CheckError, match=r"none\.yaml: No such file"):
        check_file(tmp_path / "none.yaml", None, lenient=False)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CheckError, match="binary: not UTF-8"):
        check_file(tmp_path / "binary", None, lenient=False)


def test_variables_come_from_options_and_files(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("# comment\n\nexport ONE=1\nTWO = 'two words'\nTHREE=\n")
    assert read_variables(["FOUR", "FIVE=a=b", "ONE=other"], [file]) == {
        "ONE": "other",
        "TWO": "two words",
        "THREE": "",
        "FOUR": None,
        "FIVE": "a=b",
    }


def test_nobody_says_what_is_set():
    assert read_variables([], []) is None


def test_what_is_no_assignment_is_refused(tmp_path: Path):
    (tmp_path / ".env").write_text("A=1\nhidden value\n")
    with pytest.raises(CheckError, match=r"\.env:2: expected NAME=VALUE$"):
        read_variables([], [tmp_path / ".env"])
    with pytest.raises(CheckError, match="--env: expected NAME or NAME=VALUE"):
        read_variables(["1A"], [])
