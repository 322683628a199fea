from typing import Any

import pulumi
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.check.document import read_document
from homelab.librechat_config.yaml import librechat_config, librechat_yaml, merged

TOLD: dict[str, Any] = {
    "endpoints": {"openAI": {}},
    "interface": {"presets": True, "bookmarks": True, "parameters": True},
}


def test_the_version_is_a_string_also_after_reading():
    assert yaml.safe_load(str(librechat_yaml(librechat_config({}, {}))))["version"] == "1.3.17"


def test_sections_stand_in_an_order_of_their_own_whoever_speaks_first():
    other_way_round = dict(reversed(TOLD.items()))
    assert list(librechat_config(TOLD, {})) == list(librechat_config(other_way_round, {}))


def test_overrides_win_key_by_key_and_null_takes_away():
    overrides = {"interface": {"presets": False, "bookmarks": None}, "cache": None}
    config = librechat_config(TOLD, overrides)
    assert config["interface"] == {"presets": False, "parameters": True}
    assert "cache" not in config


def test_an_output_among_the_overrides_makes_the_text_one():
    assert isinstance(librechat_yaml(librechat_config({}, {"a": pulumi.Output.from_input("b")})), pulumi.Output)


configs: Any = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: st.dictionaries(st.text(max_size=3), children, max_size=4),
)
maps = st.dictionaries(st.text(max_size=3), configs, max_size=4)


@given(maps)
def test_merging_nothing_changes_nothing(base: dict[str, Any]):
    assert merged(base, {}) == base
    assert merged({}, base) == base


@given(maps, maps)
def test_merging_twice_is_merging_once(base: dict[str, Any], overrides: dict[str, Any]):
    assert merged(merged(base, overrides), overrides) == merged(base, overrides)


# PyYAML takes three further characters for ends of lines.
texts: Any = st.text(st.characters(exclude_characters="\x85\u2028\u2029"), max_size=8) | st.sampled_from(
    ["1e3", "yes", "0x10", "1_000", "~", "1.3", "12:30:45", "=", "<<"]
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), texts | st.lists(texts, max_size=3), max_size=4))
def test_librechat_reads_what_was_written(config: dict[str, Any]):
    """js-yaml, which LibreChat reads with, takes some texts for numbers that PyYAML does not."""
    assert read_document(str(librechat_yaml(config))).content == config
