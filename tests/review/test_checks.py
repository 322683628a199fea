from pathlib import Path

from homelab.diff.folder import ManifestFile
from homelab.policies.catalogue import RULES
from homelab.policies.command import Config
from homelab.policies.images import IMAGE_TAG
from homelab.policies.rule import Level
from homelab.review.checks import checks_of, failed_render, policies, refused_change
from tests.review.renders import an, render

REPORT = {
    "files": ["librechat.yaml", "librechat-other.yaml", "configmap-librechat.yaml", "secrets.yaml"],
    "kubernetesVersion": "1.36",
    "checks": {"objects": {"schema": 3}},
}


def test_librechat_yaml_is_checked_and_a_file_that_is_not_there_is_a_failure(tmp_path: Path):
    (tmp_path / "librechat.yaml").write_text("version: 1.3.17\ninterfase: {}\n")
    objects, other, own = checks_of(tmp_path, REPORT)
    assert (objects.summary, objects.failed) == ("objects: 3 are right for Kubernetes 1.36", False)
    assert (own.summary, own.failed) == ("librechat.yaml: 1 error", True)
    assert own.lines[0].startswith("librechat.yaml:2: interfase: ")
    assert other.failed


def test_a_render_that_failed_tells_its_lines_without_secrets():
    key = "sk-" + "proj-" + "a1B2" * 12
    failed = failed_render(f"\nerror: api_key {key} is wrong\n\n")
    assert (len(failed.lines), failed.failed, key in failed.lines[0]) == (1, True, False)


def job(name: str, tag: str) -> ManifestFile:
    container = {"name": "main", "image": f"docker.io/library/busybox:{tag}"}
    return an("Job", name, spec={"template": {"spec": {"containers": [container]}}})


def only_tags(level: Level = Level.MANDATORY) -> Config:
    return Config(levels=dict.fromkeys((rule.name for rule in RULES), Level.DISABLED) | {IMAGE_TAG.name: level})


def test_a_policy_that_is_newly_violated_fails():
    before, after = render(job("a", "1.0")), render(job("a", "latest"), job("b", "1.0"))
    found = policies(before, after, only_tags())
    assert (found.summary, found.failed, len(found.lines)) == ("policies: 1 violation", True, 1)
    assert found.lines[0].startswith("mandatory: Job ai/a: ")
    warned = policies(before, after, only_tags(Level.ADVISORY))
    assert (warned.summary, warned.failed, len(warned.lines)) == ("policies: 1 warning", False, 1)


def test_a_violation_of_before_neither_fails_nor_is_told_again():
    before = render(job("load-0a1b2c3d", "latest"))
    found = policies(before, render(job("load-4e5f6a7b", "latest"), job("b", "latest")), only_tags())
    assert (found.summary, len(found.lines)) == ("policies: 1 violation, 1 violation as before", 1)
    again = policies(before, render(job("load-4e5f6a7b", "latest")), only_tags())
    assert (again.summary, again.failed, again.lines) == ("policies: 1 violation as before", False, ())


def test_renders_that_follow_all_policies_pass():
    found = policies(render(), render(job("a", "1.0")), only_tags())
    assert (found.summary, found.failed) == ("policies: follows all rules", False)


def test_what_is_refused_says_why():
    found = refused_change("error: volume ai/data: storage_class fast instead of slow\n")
    assert (found.failed, found.lines) == (True, ("error: volume ai/data: storage_class fast instead of slow",))
