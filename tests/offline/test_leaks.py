import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.offline import KubernetesObject, RecordedResource
from homelab.offline.leaks import SecretSearch, find_leaks

SECRET = 'p@ss/w"rd+1'
SEARCH = SecretSearch({SECRET: "config p:key"})
texts = st.text(max_size=20)


def found(manifest: dict[str, Any], exports: dict[str, Any] | None = None) -> list[str]:
    resource = RecordedResource(
        type="t", name="x", urn="u", parent="", custom=True, id="", inputs={}, outputs={}, secrets={}
    )
    full = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, **manifest}
    return [str(violation) for violation in find_leaks([KubernetesObject(full, resource)], exports or {}, SEARCH)]


@given(texts, texts, st.text(min_size=8, max_size=20))
def test_a_secret_is_found_in_any_form_and_place(before: str, after: str, secret: str):
    search = SecretSearch({secret: "origin"})
    text = f"{before}{secret}{after}"
    forms = (
        text,
        json.dumps(text),
        quote(text, safe=""),
        base64.b64encode(text.encode()).decode(),
        base64.urlsafe_b64encode(text.encode()).decode(),
    )
    for form in forms:
        assert search.find(form) == "origin"


@given(texts, texts)
def test_masking_leaves_nothing_to_find(before: str, after: str):
    masked = SEARCH.mask(f"{before}{SECRET}{after}")
    assert SEARCH.find(masked) is None
    assert masked == f"{before}[secret]{after}"


def test_the_place_is_told_and_the_value_is_not():
    violations = found({"data": {"ok": "x", "url": f"http://{SECRET}@host"}})
    assert violations == ["ConfigMap x: data.url: contains a secret, from config p:key: only a Secret may"]


def test_names_and_labels_are_searched_too():
    assert len(found({"metadata": {"name": "x", "labels": {SECRET: "y"}}})) == 1


@pytest.mark.parametrize("part", ["data", "stringData"])
def test_a_secret_may_hold_secrets_in_its_data_alone(part: str):
    assert found({"kind": "Secret", part: {"key": SECRET}}) == []
    annotated = {"kind": "Secret", "metadata": {"name": "x", "annotations": {"a": SECRET}}}
    assert found(annotated) == [
        "Secret x: metadata.annotations.a: contains a secret, from config p:key: only a Secret may"
    ]


def test_exports_are_searched():
    assert found({}, {"url": [f"http://{SECRET}"]}) == [
        "stack outputs: url[0]: contains a secret, from config p:key: only a Secret may"
    ]


def test_short_values_are_words():
    assert SecretSearch({"admin12": "x"}).find("admin12") is None
    assert SecretSearch({"admin123": "x"}).find("admin123") == "x"
