import copy
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab import merging
from homelab.merging import without_removed

KEYED_LISTS: merging.KeyedLists = {("items",): "id", ("group", "entries"): "name"}
KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.none() | st.booleans() | st.integers(0, 3) | st.text("xy", max_size=2)
VALUES: Any = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
MAPS = st.dictionaries(KEYS, VALUES, max_size=3)
NAMES = st.sampled_from(["one", "two", "three"])


def items(key: str, *, distinct: bool) -> st.SearchStrategy[list[Any]]:
    """Items of a keyed list."""

    def item(name: str, content: dict[str, Any]) -> dict[str, Any]:
        return {key: name, **content}

    named = st.builds(item, NAMES, MAPS)
    if distinct:
        return st.lists(named, max_size=3, unique_by=lambda item: item[key])
    return st.lists(named | SCALARS | MAPS, max_size=4)


def within(key: str, content: Any, others: dict[str, Any]) -> dict[str, Any]:
    return {**others, key: content}


def documents(*, distinct: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Documents with arbitrary content, beside and in lists whose items have names."""

    def at(path: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
        content: st.SearchStrategy[Any] = items(KEYED_LISTS[path], distinct=distinct)
        for key in reversed(path):
            content = st.builds(partial(within, key), content, MAPS)
        return content

    return MAPS | st.one_of([at(path) for path in KEYED_LISTS])


DOCUMENTS = documents()


def merge(base: Mapping[str, Any], overrides: Mapping[str, Any], path: merging.Path = ()) -> dict[str, Any]:
    return merging.merge(base, overrides, KEYED_LISTS, path)


def keys_in_order(value: Any) -> Any:
    """The keys of maps, at any depth; lists are left out."""
    if not isinstance(value, Mapping):
        return None
    return [(key, keys_in_order(inner)) for key, inner in value.items()]


@given(DOCUMENTS)
def test_nothing_changes_nothing(document: dict[str, Any]):
    assert merge(document, {}) == document
    assert merge({}, document) == document


@given(DOCUMENTS, documents(distinct=True))
def test_merging_twice_is_merging_once(base: dict[str, Any], overrides: dict[str, Any]):
    once = merge(base, overrides)
    assert merge(once, overrides) == once


@given(DOCUMENTS, DOCUMENTS)
def test_neither_document_is_changed(base: dict[str, Any], overrides: dict[str, Any]):
    before = copy.deepcopy((base, overrides))
    merge(base, overrides)
    without_removed(base)
    assert (base, overrides) == before


@given(MAPS, MAPS)
def test_maps_are_merged_key_by_key_and_everything_else_is_replaced(base: dict[str, Any], overrides: dict[str, Any]):
    merged = merge(base, overrides)
    # Keys stay where they first were.
    assert list(merged) == list(dict.fromkeys([*base, *overrides]))
    for key, value in merged.items():
        if key not in overrides:
            assert value == base[key]
        elif isinstance(base.get(key), dict) and isinstance(overrides[key], dict):
            assert keys_in_order(value) == keys_in_order(merge(base[key], overrides[key]))
            assert value == merge(base[key], overrides[key])
        else:
            assert value == overrides[key]


@pytest.mark.parametrize(("path", "key"), KEYED_LISTS.items())
@given(data=st.data())
def test_items_of_keyed_lists_are_merged_by_name(path: tuple[str, ...], key: str, data: st.DataObject):
    base = data.draw(items(key, distinct=True))
    overrides = data.draw(items(key, distinct=True))
    shuffled = data.draw(st.permutations(overrides))

    def document(content: list[Any]) -> Any:
        nested: Any = content
        for part in reversed(path):
            nested = {part: nested}
        return nested

    def merged(entries: list[Any]) -> list[Any]:
        content: Any = merge(document(base), document(entries))
        for part in path:
            content = content[part]
        return content

    def by_name(entries: list[Any]) -> dict[str, Any]:
        return {entry[key]: entry for entry in entries}

    result = merged(overrides)
    assert [entry[key] for entry in result] == list(by_name([*base, *overrides]))
    assert [entry[key] for entry in merged(shuffled)][: len(base)] == [entry[key] for entry in base]
    assert by_name(merged(shuffled)) == by_name(result)
    for name, entry in by_name(result).items():
        assert entry == merge(by_name(base).get(name, {}), by_name(overrides).get(name, {}), path)


@given(DOCUMENTS)
def test_removed_keys_are_gone_at_any_depth_and_nothing_else_is(document: dict[str, Any]):
    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: kept(inner) for key, inner in value.items() if inner is not None}
        return [kept(inner) for inner in value] if isinstance(value, list) else value

    assert without_removed(document) == kept(document)


def test_of_two_overrides_with_one_name_the_second_stays_visible():
    twice = {"items": [{"id": "1", "y": 2}, {"id": "1", "y": 3}]}
    assert merge({"items": [{"id": "1", "x": 1}]}, twice) == {
        "items": [{"id": "1", "x": 1, "y": 2}, {"id": "1", "y": 3}]
    }


def test_other_lists_are_replaced_even_with_names_in_them():
    assert merge({"others": [{"id": "1"}]}, {"others": [{"id": "2"}]}) == {"others": [{"id": "2"}]}


def test_none_removes_the_keys_of_an_item_but_no_item():
    base = {"group": {"entries": [{"name": "1", "x": 1, "y": {"z": 2, "w": 3}}]}}
    overrides = {"group": {"entries": [{"name": "1", "x": None, "y": {"z": None}}]}}
    assert without_removed(merge(base, overrides)) == {"group": {"entries": [{"name": "1", "y": {"w": 3}}]}}
