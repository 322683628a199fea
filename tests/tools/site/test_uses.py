from tools.site.uses import Use, uses


def test_an_example_with_a_short_value_is_preferred():
    domain = uses("AIWorkspace")["librechat.domain"]
    assert domain.is_short
    assert domain.value.endswith(".com")


def test_what_a_program_computes_or_what_is_long_is_not_shown():
    assert not Use("openai", None).is_short
    assert not Use("openai", [1, None]).is_short
    assert not Use("openai", {"a": 1}).is_short
    assert not Use("openai", "x" * 61).is_short
    assert Use("openai", ["a", 1]).is_short
