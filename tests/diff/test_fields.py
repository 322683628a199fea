from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.diff.fields import MASK, Field, changed_fields


def manifest(kind: str = "ConfigMap", **content: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}, **content}


def fields(old: Any, new: Any) -> list[tuple[str, str | None, str | None]]:
    found = changed_fields(manifest(spec=old), manifest(spec=new))
    return [(each.path, each.old, each.new) for each in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 2}, ("spec.a", "1", "2")),
        ({"a": {"b": True}}, {}, ("spec.a.b", "true", None)),
        ({}, {"a": {"b": "c"}}, ("spec.a.b", None, "c")),
        ({"a.b/c": "1"}, {"a.b/c": "2"}, ('spec["a.b/c"]', "1", "2")),
        ({"l": [1, 2]}, {"l": [1]}, ("spec.l", "[1, 2]", "[1]")),
        ({"l": [{"name": "a", "v": 1}]}, {"l": [{"name": "a", "v": 2}]}, ("spec.l[a].v", "1", "2")),
        ({"l": [{"v": 1}]}, {"l": [{"v": 2}]}, ("spec.l[0].v", "1", "2")),
        ({"l": [{"v": 1}]}, {"l": []}, ("spec.l[]", '{"v": 1}', None)),
        (
            {"l": [{"v": 1}, {"v": 2}]},
            {"l": [{"v": 2}, {"v": 3}, {"v": 4}]},
            ("spec.l[]", '{"v": 1}', '{"v": 3}\n{"v": 4}'),
        ),
        ({"l": [{"v": 1}]}, {"l": [{"v": 1}, {"v": 1}]}, ("spec.l", "1 items", "2 items")),
        ({"a": {"b": 1}}, {"a": "text"}, ("spec.a", '{"b": 1}', "text")),
    ],
)
def test_each_field_that_differs_is_named_with_both_values(old: Any, new: Any, expected: tuple[str, str, str]):
    assert fields(old, new) == [expected]


def test_items_with_names_may_come_and_go_and_change_their_order():
    a, b = {"name": "a"}, {"name": "b"}
    assert fields({"l": [a]}, {"l": [b, a]}) == [("spec.l[b].name", None, "b")]
    assert fields({"l": [a, b]}, {"l": [b, a]}) == [("spec.l", "order a, b", "order b, a")]


def test_absent_null_and_empty_maps_are_the_same():
    assert fields({"a": None}, {}) == []
    assert fields({"a": {}}, {}) == []


def test_a_yaml_file_is_compared_by_its_keys_and_another_text_by_its_lines():
    old, new = ({"librechat.yaml": text, "run.sh": text} for text in ("a: 1\nb:\n  c: 2\n", "a: 1\nb:\n  c: 3\n"))
    assert fields(old, new) == [('spec["librechat.yaml"].b.c', "2", "3"), ('spec["run.sh"]', "  c: 2", "  c: 3")]


def test_comments_and_order_of_a_yaml_file_count():
    assert fields({"x.yaml": "a: 1\nb: 2"}, {"x.yaml": "# b\na: 1\nb: 2"}) == [('spec["x.yaml"]', "", "# b")]
    assert fields({"x.yaml": "{"}, {"x.yaml": "a: 1\n"}) == [('spec["x.yaml"]', "{", "a: 1")]


def test_the_name_alone_makes_no_difference():
    assert changed_fields(manifest(), manifest() | {"metadata": {"name": "y"}}) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (manifest("Secret", stringData={"k": "hunter2"}), manifest("Secret", data={"k": "b3RoZXI="}), "data.k"),
        (manifest("Secret", data={"k": "ENC[AES,1]"}), manifest("Secret", data={"k": "ENC[AES,2]"}), "data.k"),
        (
            manifest("SealedSecret", spec={"encryptedData": {"k": "hunter2"}}),
            manifest("SealedSecret", spec={"encryptedData": {"k": "other"}}),
            "spec.encryptedData.k",
        ),
        (manifest(data={"k": "ENC[AES,1]"}), manifest(data={"k": "ENC[AES,2]"}), "data.k"),
    ],
)
def test_secrets_are_compared_and_not_shown(old: Any, new: Any, path: str):
    assert changed_fields(old, new) == [Field(path, MASK, MASK)]
    assert changed_fields(old, old) == []


def test_a_secret_that_is_applied_as_text_is_the_one_that_is_stored():
    assert changed_fields(manifest("Secret", stringData={"k": "a"}), manifest("Secret", data={"k": "YQ=="})) == []


def test_what_kubectl_remembers_of_a_secret_stays_out():
    annotated = manifest("Secret") | {
        "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "hunter2"}}
    }
    assert changed_fields(manifest("Secret"), annotated) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=8,
)


@given(JSON, JSON)
def test_backwards_the_same_fields_differ_and_nothing_differs_from_itself(old: Any, new: Any):
    there, back = fields({"v": old}, {"v": new}), fields({"v": new}, {"v": old})
    assert {path for path, _, _ in there} == {path for path, _, _ in back}
    assert all(before != after for _, before, after in there)
    assert fields({"v": old}, {"v": old}) == []


@given(st.dictionaries(st.sampled_from(["k", "l"]), st.text(min_size=12), min_size=1))
def test_no_secret_value_is_ever_in_a_field(values: dict[str, str]):
    found = changed_fields(manifest("Secret"), manifest("Secret", stringData=values))
    assert [(each.old, each.new) for each in found] == [(None, MASK)] * len(values)
