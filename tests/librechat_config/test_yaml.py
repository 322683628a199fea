from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.check.document import read_document
from homelab.librechat_config.yaml import librechat_yaml, sort_sections, variable_references
from homelab.offline import record


def test_the_version_is_a_string_also_after_reading():
    assert yaml.safe_load(str(librechat_yaml({"version": "1.3.17", "x": "1.3"}))) == {"version": "1.3.17", "x": "1.3"}


def test_sections_stand_in_an_order_of_their_own_whoever_states_them_first():
    config = {"zeta": 1, "endpoints": {}, "interface": {}, "cache": True, "version": "1"}
    assert list(sort_sections(config)) == ["version", "cache", "interface", "endpoints", "zeta"]
    assert sort_sections(config) == config


def test_repeated_values_have_no_aliases():
    # LibreChat's parser reads aliases, people do not.
    limits = {"a": [1]}
    assert "*" not in str(librechat_yaml({"x": limits, "y": limits}))


@pytest.mark.parametrize("preview", [True, False])
def test_leaves_may_be_outputs(preview: bool):
    known: list[str] = []

    def program() -> None:
        text = librechat_yaml({"a": [pulumi.Output.from_input("b")]})
        assert isinstance(text, pulumi.Output)
        text.apply(known.append)

    record(program, preview=preview)
    assert known == ["a:\n- b\n"]


def test_references_to_variables_are_found_at_any_depth():
    config = {"a": "${A}", "b": [{"c": "x-${B}-${C_1}"}, pulumi.Output.from_input("${D}")], "e": 5, "${F}": "$G {H}"}
    assert set(variable_references(config)) == {"A", "B", "C_1"}


# PyYAML takes three further characters for ends of lines. A lone surrogate is no text that a file can hold.
texts: Any = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=8
) | st.sampled_from(["1e3", "yes", "0x10", "1_000", "~", "1.3", "12:30:45", "=", "<<"])


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), texts | st.lists(texts, max_size=3), max_size=4))
def test_librechat_reads_what_was_written(config: dict[str, Any]):
    """js-yaml, which LibreChat reads with, takes some texts for numbers that PyYAML does not."""
    assert read_document(str(librechat_yaml(config))).content == config
