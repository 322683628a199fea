import json
from pathlib import Path

import pytest

from homelab.diff.folder import DiffError, read_folder

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: ai}\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def names(folder: Path) -> list[str]:
    return [each.name for each in read_folder(folder)]


def test_what_the_kustomization_applies_counts_also_in_folders_of_it(tmp_path: Path):
    write(
        tmp_path,
        kustomization_yaml="resources: [a.yaml, wave-0]",
        a_yaml=CONFIG % "a",
        other_yaml=CONFIG % "other",
    )
    write(tmp_path / "wave-0", kustomization_yaml="resources: [b.yaml]", b_yaml=CONFIG % "b")
    assert [(each.name, each.file) for each in read_folder(tmp_path)] == [("a", "a.yaml"), ("b", "wave-0/b.yaml")]


def test_without_a_kustomization_all_objects_in_yaml_count_and_nothing_else(tmp_path: Path):
    local = (
        "kind: List\napiVersion: v1\nitems: []\nmetadata: {annotations: {config.kubernetes.io/local-config: 'true'}}\n"
    )
    listed = f"apiVersion: v1\nkind: List\nitems:\n- {json.dumps({'kind': 'X', 'apiVersion': 'v1', 'metadata': {}})}\n"
    write(tmp_path, librechat_yaml="version: 1", a_yaml=CONFIG % "a" + "---\n" + CONFIG % "b", s_yaml=local)
    write(tmp_path / "sub", c_yml=listed, empty_yaml="", notes_txt="kind: X")
    assert names(tmp_path) == ["a", "b", ""]


def test_config_maps_that_were_kept_of_the_render_before_are_no_part_of_this_one(tmp_path: Path):
    report = json.dumps({"kept": [{"urn": "u", "namespace": "ai", "name": "old", "file": "old.yaml"}]})
    write(tmp_path, old_yaml=CONFIG % "old", new_yaml=CONFIG % "new", report_json=report)
    assert names(tmp_path) == ["new"]


def test_an_object_outside_of_namespaces_has_none(tmp_path: Path):
    write(tmp_path, n_yaml="apiVersion: v1\nkind: Namespace\nmetadata: {name: ai, namespace: x}")
    assert [each.namespace for each in read_folder(tmp_path)] == [""]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "has no manifests: give a folder that `homelab render` wrote"),
        ({"a_yaml": "key: [hunter2"}, r"a\.yaml:\d is not YAML$"),
        ({"report_json": "{"}, r"report\.json cannot be read"),
        ({"report_json": "[]"}, r"report\.json is no report"),
        ({"kustomization_yaml": "resources: [missing.yaml]"}, "missing.yaml: No such file"),
        ({"kustomization_yaml": "resources: [../a.yaml]"}, r"\.\./a\.yaml is not in the folder"),
        ({"kustomization_yaml": "resources: ['https://example.com/x']"}, "example.com/x: No such file"),
    ],
)
def test_what_cannot_be_read_is_one_line_without_its_content(tmp_path: Path, files: dict[str, str], message: str):
    with pytest.raises(DiffError, match=message) as caught:
        read_folder(write(tmp_path, **files))
    assert "hunter2" not in str(caught.value)


def test_a_folder_must_be_one(tmp_path: Path):
    with pytest.raises(DiffError, match="missing is not a folder"):
        read_folder(tmp_path / "missing")
