"""Every example renders as a user would render it, and the result is accepted by kustomize."""

import shutil
import subprocess
from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from homelab.offline import manifests
from homelab.offline.checks import check
from tests import recordings, stacks_and_examples
from tests.recordings import STACKS, grouped
from tests.stacks_and_examples import ROOT, render, render_stack


@pytest.mark.parametrize("title", grouped(STACKS))
def test_what_a_stack_declares_is_right_and_its_secrets_are_in_their_own_file(title: str):
    made = recordings.stack(title)
    assert check(made.recording, recordings.schemas()).violations == []
    rendered = manifests.render(made.recording.objects, made.generated, with_secrets=True)
    documents = yaml.safe_load_all(rendered.secrets)
    stored = {b64decode(value).decode() for document in documents for value in document.get("data", {}).values()}
    # Passwords in URLs are percent-encoded.
    assert set(made.secrets) <= {*stored, *map(unquote, stored)}
    assert not any("not-a-secret" in text for text in rendered.files.values())


@pytest.mark.parametrize("title", grouped(STACKS))
def test_which_stacks_have_a_workspace_is_known_without_running_them(title: str):
    types = {each.type for each in recordings.stack(title).recording.resources}
    assert stacks_and_examples.STACKS[title].has_workspace == ("homelab:index:AIWorkspace" in types)


def test_every_stack_and_example_is_tested():
    folders = [ROOT, *(folder for folder in (ROOT / "examples").iterdir() if folder.is_dir())]
    found = {file for folder in folders for file in folder.glob("Pulumi.*.yaml")}
    assert set(STACKS.values()) >= found
    assert {file.parent for file in STACKS.values()} == set(folders)


def test_the_dev_stack_renders_without_a_key_twice_the_same_and_as_kustomize_takes_it(tmp_path: Path):
    first = render(ROOT, "dev", tmp_path / "out")
    assert first.returncode == 0, first.stderr
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    render_stack(stacks_and_examples.STACKS["Stack dev"], tmp_path / "out")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    assert yaml.safe_load(before["librechat.yaml"])["version"] == "1.3.17"
    if shutil.which("kubectl"):
        assert_kustomize_takes(tmp_path / "out")


def assert_kustomize_takes(folder: Path) -> None:
    built = subprocess.run(["kubectl", "kustomize", folder], capture_output=True, text=True, check=True)
    kinds = [document["kind"] for document in yaml.safe_load_all(built.stdout)]
    assert kinds[0] == "Namespace"
    # Values that are kept for the next render stay out.
    assert "config.kubernetes.io/local-config" not in built.stdout
    assert {"Deployment", "StatefulSet", "NetworkPolicy", "Secret", "PersistentVolumeClaim"} <= set(kinds)


def test_a_wrong_stack_is_a_line_for_each_mistake_and_writes_nothing(tmp_path: Path):
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    text = (ROOT / "Pulumi.dev.yaml").read_text().replace("domain: localhost", "domian: localhost")
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    run = render(tmp_path, "dev", tmp_path / "out")
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "error: AIWorkspace 'ai-workspace':",
        "  missing argument librechat.domain",
        "  unknown argument librechat.domian (did you mean librechat.domain?)",
    ]
    assert not (tmp_path / "out").exists()
