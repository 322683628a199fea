import json
from pathlib import Path

from homelab.review.checks import checks_of, failed_render, policies


def folder(path: Path, librechat: str) -> Path:
    report = {
        "files": ["librechat.yaml", "librechat-other.yaml", "configmap-librechat.yaml", "secrets.yaml"],
        "kubernetesVersion": "1.36",
        "checks": {"objects": {"schema": 3}},
    }
    (path / "report.json").write_text(json.dumps(report))
    (path / "librechat.yaml").write_text(librechat)
    return path


def test_librechat_yaml_is_checked_and_a_file_that_is_not_there_is_a_failure(tmp_path: Path):
    objects, other, own = checks_of(folder(tmp_path, "version: 1.3.17\ninterfase: {}\n"))
    assert (objects.summary, objects.failed) == ("objects: 3 are right for Kubernetes 1.36", False)
    assert (own.summary, own.failed) == ("librechat.yaml: 1 error", True)
    assert own.lines[0].startswith("librechat.yaml:2: interfase: ")
    assert other.failed


def test_a_render_that_failed_and_policies_tell_their_lines_without_secrets():
    key = "sk-" + "proj-" + "a1B2" * 12
    failed = failed_render(f"\nerror: api_key {key} is wrong\n\n")
    assert (len(failed.lines), failed.failed, key in failed.lines[0]) == (1, True, False)
    assert policies(None, failed=False).summary == "policies: not checked"
    assert not policies("one\n", failed=False).failed
    violated = policies(f"image: {key}\n", failed=True)
    assert (violated.summary, violated.failed, key in violated.lines[0]) == ("policies: violated", True, False)
