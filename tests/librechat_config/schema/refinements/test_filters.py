import pytest

from homelab.librechat_config.schema import schema_problems
from tests.librechat_config.schema.checked import config, found_by_schema


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "messageFilter: {pii: {customPatterns: [{id: a, label: b, regex: '(?!a)'}]}}",
            "messageFilter.pii.customPatterns.0.regex: expected a regular",
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line


def test_filters_have_few_and_short_patterns():
    def lines(count: int, length: int) -> list[str]:
        patterns = [{"id": "a", "label": "b", "regex": "a" * length}] * count
        sources = {source: {"pii": {"customPatterns": patterns}} for source in ("memories", "prompts")}
        return list(map(str, schema_problems({**config(""), "filters": sources})))

    assert not lines(16, 256)
    assert lines(17, 256) == ["filters: expected custom patterns of at most 8192 characters in all, got 8704"]
    assert lines(129, 1) == ["filters: expected at most 256 custom patterns in all, got 258"]


def test_message_filters_have_short_patterns():
    patterns = [{"id": "a", "label": "b", "regex": "é" * 512}] * 17
    (problem,) = schema_problems({**config(""), "messageFilter": {"pii": {"customPatterns": patterns}}})
    assert str(problem) == "messageFilter.pii: expected custom patterns of at most 8192 characters in all, got 8704"
