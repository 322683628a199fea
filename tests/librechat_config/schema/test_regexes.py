import pytest

from homelab.librechat_config.schema.regexes import matches, syntax_error


@pytest.mark.parametrize("pattern", ["image/.*", r"^text/(plain|csv)$", r"\p{L}+", r"\\C", "(?i)pdf"])
def test_linear_patterns_are_accepted(pattern: str):
    assert syntax_error(pattern) is None


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)b", r"(a)\1", "[", "a{1001}", r"\C", r"a\\\C"])
def test_others_are_refused(pattern: str):
    assert syntax_error(pattern)


def test_the_end_of_a_text_is_its_end():
    assert matches("^a$", "a")
    assert not matches("^a$", "a\n")
