from base64 import b64encode
from typing import Any

import pulumi_kubernetes as k8s
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.offline import GeneratedValues, record
from homelab.offline.manifests import SECRETS_FILE, Rendered, read_generated, render, to_yaml
from homelab.offline.objects import as_stored

PASSWORD = "random:index/randomPassword:RandomPassword"


def program() -> None:
    k8s.core.v1.ConfigMap("config", metadata={"name": "x", "namespace": "ai"}, data={"librechat.yaml": "a: 1\nb: 2\n"})
    k8s.core.v1.ConfigMap("other", metadata={"name": "y"}, data={"librechat.yaml": "c: 3\n"})
    k8s.core.v1.Secret("key", metadata={"name": "key"}, string_data={"key": "hush-hush"})
    k8s.core.v1.Service("one", metadata={"name": "same", "namespace": "a"})
    k8s.core.v1.Service("two", metadata={"name": "same", "namespace": "b"})
    k8s.rbac.v1.Role("role", metadata={"name": "system:x"}, rules=[])
    k8s.core.v1.Namespace("space", metadata={"name": "ai"})


def rendered(*, with_secrets: bool = True) -> Rendered:
    return render(record(program).objects, GeneratedValues(), with_secrets=with_secrets)


def resources(files: Rendered) -> list[str]:
    return yaml.safe_load(files.files["kustomization.yaml"])["resources"]


def test_the_namespace_comes_first_and_each_object_has_a_file():
    assert resources(rendered()) == [
        "namespace-ai.yaml",
        "role-system-x.yaml",
        SECRETS_FILE,
        "configmap-y.yaml",
        "configmap-x.yaml",
        "service-a-same-v1.yaml",
        "service-b-same-v1.yaml",
    ]


def test_files_hold_the_manifests():
    files = rendered()
    manifests = [yaml.safe_load(files.files[name]) for name in resources(files) if name != SECRETS_FILE]
    manifests += list(yaml.safe_load_all(files.secrets))[1:]
    expected = [as_stored(each) if each["kind"] == "Secret" else each for each in record(program).manifests]
    assert sorted(map(str, manifests)) == sorted(map(str, expected))


def test_secrets_stand_in_their_own_file_alone():
    files = rendered()
    assert list(yaml.safe_load_all(files.secrets))[1]["data"] == {"key": b64encode(b"hush-hush").decode()}
    assert "hush-hush" not in str(files.files)
    assert b64encode(b"hush-hush").decode() not in str(files.files)


def test_secrets_can_be_left_out():
    assert SECRETS_FILE not in resources(rendered(with_secrets=False))


def test_each_librechat_has_its_configuration():
    files = rendered().files
    assert files["librechat.yaml"] == "a: 1\nb: 2\n"
    assert files["librechat-other.yaml"] == "c: 3\n"


def test_generated_values_come_back():
    values = GeneratedValues()
    first = values.get("x", PASSWORD, {"length": 20})
    text = render([], values, with_secrets=True).secrets
    assert read_generated(text).get("x", PASSWORD, {"length": 20}) == first


def test_generated_values_of_earlier_versions_are_read():
    values = GeneratedValues()
    first = values.get("x", PASSWORD, {"length": 20})
    text = to_yaml({"kind": "Secret", "stringData": {"values.json": values.dump()}}, {"kind": "Secret"})
    assert read_generated(text).get("x", PASSWORD, {"length": 20}) == first


def test_no_tool_applies_the_generated_values():
    text = render(record(program).objects, GeneratedValues(), with_secrets=True).secrets
    values, *secrets = yaml.safe_load_all(text)
    # `kubectl apply -f` applies the items of a list; kustomize skips what has this annotation.
    assert (values["kind"], values["items"]) == ("List", [])
    assert values["metadata"]["annotations"] == {"config.kubernetes.io/local-config": "true"}
    assert [secret["kind"] for secret in secrets] == ["Secret"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "a: 1", "[]", "stringData: {values.json: '{'}", "stringData: {values.json: '{\"a\": {}}'}", "\x00"],
)
def test_other_files_hold_no_generated_values(text: str):
    with pytest.raises(ValueError, match="its first document is not the generated values"):
        read_generated(text)


def test_names_of_files_are_as_long_as_file_systems_take_and_unique():
    def program() -> None:
        for last in "abc":
            k8s.core.v1.ConfigMap(last, metadata={"name": 250 * "x" + last})
        k8s.rbac.v1.Role("colon", metadata={"name": "system:x"}, rules=[])
        k8s.rbac.v1.Role("dash", metadata={"name": "system-x"}, rules=[])
        for name in ("a/b", "a-b", "../c"):
            k8s.core.v1.ConfigMap(name, data={"librechat.yaml": name})

    found = render(record(program).objects, GeneratedValues(), with_secrets=True).files
    assert len(found) == 8 + 1 + 3
    assert max(map(len, found)) < 220
    assert not [name for name in found if "/" in name]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5))
def test_yaml_reads_back_as_it_was(value: Any):
    assert yaml.safe_load(to_yaml(value)) == value


@pytest.mark.parametrize(
    "text", ["1e3", "123e456", "0x10", "1_000", "y", "N", "1:30", "-", ".5", "0o7", "no", "null", "~"]
)
def test_text_stays_text_for_every_parser(text: str):
    assert to_yaml({"key": text}) == f"key: '{text}'\n"


def test_text_of_several_lines_is_a_block():
    assert to_yaml({"script": "a\nb\n"}) == "script: |\n  a\n  b\n"
