"""Every example renders as a user would render it, and the result is accepted by kustomize."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest
import yaml

from tests.stacks_and_examples import ROOT, STACKS, render, render_stack


@pytest.mark.parametrize("name", STACKS)
def test_renders_with_its_secrets_in_their_own_file(name: str, tmp_path: Path):
    stack = STACKS[name]
    render_stack(stack, tmp_path / "out")
    documents = yaml.safe_load_all((tmp_path / "out" / "secrets.yaml").read_text())
    stored = {b64decode(value).decode() for document in documents for value in document.get("data", {}).values()}
    assert {f"not-a-key-{key}" for key in stack.keys} <= stored
    others = [file.read_text() for file in (tmp_path / "out").iterdir() if file.name != "secrets.yaml"]
    assert not any("not-a-key" in text for text in others)


def test_every_stack_and_example_is_tested():
    folders = [ROOT, *(folder for folder in (ROOT / "examples").iterdir() if folder.is_dir())]
    found = {(folder, file.name.split(".")[1]) for folder in folders for file in folder.glob("Pulumi.*.yaml")}
    assert {(stack.folder, stack.name) for stack in STACKS.values()} >= found
    assert {stack.folder for stack in STACKS.values()} == set(folders)


def test_the_dev_stack_renders_without_a_key_and_the_same_twice(tmp_path: Path):
    first = render(ROOT, "dev", tmp_path / "out")
    assert first.returncode == 0, first.stderr
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert render(ROOT, "dev", tmp_path / "out").returncode == 0
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    config = yaml.safe_load(before["librechat.yaml"])
    assert config["version"] == "1.3.17"


def test_a_wrong_stack_is_one_line_and_writes_nothing(tmp_path: Path):
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("domain: localhost", "domian: localhost")
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    run = render(tmp_path, "dev", tmp_path / "out")
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "unknown argument librechat.domian (did you mean librechat.domain?)" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on PATH")
def test_kustomize_takes_the_output_without_the_values_kept_for_the_next_render(tmp_path: Path):
    assert render(ROOT, "dev", tmp_path / "out").returncode == 0
    built = subprocess.run(["kubectl", "kustomize", tmp_path / "out"], capture_output=True, text=True, check=True)
    kinds = [document["kind"] for document in yaml.safe_load_all(built.stdout)]
    assert kinds[0] == "Namespace"
    assert "config.kubernetes.io/local-config" not in built.stdout
    assert {"Deployment", "StatefulSet", "NetworkPolicy", "Secret", "PersistentVolumeClaim"} <= set(kinds)
