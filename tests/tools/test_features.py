from pathlib import Path

import pytest

from tools.features import Row, Setting, rows

HEAD = "| Feature | Argument | LibreChat's own words | Example |\n|---|---|---|---|\n"


def document(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    file = folder / "features.md"
    file.write_text(HEAD + "\n".join(lines))
    monkeypatch.setattr("tools.features.FILE", file)


def test_a_row_names_arguments_own_words_and_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    line = "| OCR | `a.b`, `c: true` | `ocr.strategy: mistral_ocr`, `OCR_KEY` | [documents](../examples/documents) |"
    document(tmp_path, monkeypatch, "Text.", "", line)
    arguments = [Setting("a.b", None), Setting("c", "true")]
    own = [Setting("ocr.strategy", "mistral_ocr"), Setting("OCR_KEY", None)]
    assert rows() == [Row("OCR", arguments, own, "documents", "../examples/documents")]
    assert [each.is_variable for each in own] == [False, True]


@pytest.mark.parametrize("line", ["| OCR | a | `b` | [c](d) |", "| OCR | `a` | `b` |"])
def test_a_line_of_a_table_that_is_no_row_is_an_error(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    document(tmp_path, monkeypatch, line)
    with pytest.raises(ValueError, match="expected a row"):
        rows()
