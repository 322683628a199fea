"""Renovate's patterns, on the files that they are for, by the engine that Renovate runs them with."""

import json
import subprocess
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import re2

from tools.image_list import deployed_images

ROOT = Path(__file__).parents[2]
CONFIG: dict[str, Any] = json.loads((ROOT / ".github" / "renovate.json").read_text())
TABLE = "homelab/images.py"
PARTS = [each.parts for each in deployed_images().values()]
DIGEST = f"sha256:{'5' * 64}"


def files(patterns: list[str]) -> list[str]:
    paths = (path for folder in ("docker", "examples", "homelab") for path in (ROOT / folder).rglob("*"))
    names = sorted(path.relative_to(ROOT).as_posix() for path in paths if path.is_file())
    return [name for name in names if any(re2.search(pattern.strip("/"), name) for pattern in patterns)]


def matches(manager: dict[str, Any], text: str) -> list[dict[str, str | None]]:
    (pattern,) = manager["matchStrings"]
    return [each.groupdict() for each in re2.finditer(pattern, text)]


TABLE_MANAGER, REST_MANAGER = CONFIG["customManagers"]
RULES = [each for each in CONFIG["packageRules"] if "matchPackageNames" in each and "matchManagers" not in each]


def test_every_image_of_the_table_is_found_once():
    found = matches(TABLE_MANAGER, (ROOT / TABLE).read_text())
    pinned = [(f"{each.registry}/{each.repository}", each.tag or None, each.digest or None) for each in PARTS]
    assert Counter((each["depName"], each["currentValue"], each["currentDigest"]) for each in found) == Counter(pinned)
    assert files(TABLE_MANAGER["managerFilePatterns"]) == [TABLE]


def with_digest(found: Any) -> str:
    return f'Image(\n    "{found["depName"]}:{found["currentValue"] or "v1"}@{DIGEST}",\n'


def test_what_is_written_to_the_table_is_found_there_again_and_well_formatted(tmp_path: Path):
    (pattern,) = TABLE_MANAGER["matchStrings"]
    pinned = tmp_path / "images.py"
    pinned.write_text(re2.sub(pattern, with_digest, (ROOT / TABLE).read_text()))
    again = matches(TABLE_MANAGER, pinned.read_text())
    assert [each["currentDigest"] for each in again] == [DIGEST] * len(PARTS)
    for command in (["format", "--check"], ["check"]):
        run = [sys.executable, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), str(pinned)]
        assert subprocess.run(run, capture_output=True, check=False).returncode == 0


def test_images_elsewhere_are_found():
    found = {
        file: matches(REST_MANAGER, (ROOT / file).read_text()) for file in files(REST_MANAGER["managerFilePatterns"])
    }
    assert [each["depName"] for each in found["docker/docker-bake.hcl"]] == ["docker.io/library/debian"]
    assert [each["depName"] for each in found["examples/openshift/__main__.py"]] == ["docker.io/library/busybox"]


def dependencies() -> set[str]:
    elsewhere = {"docker.io/library/debian", "docker.io/library/busybox"}
    return elsewhere | {f"{each.registry}/{each.repository}" for each in PARTS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["matchPackageNames"][0])
def test_a_rule_for_packages_is_for_some_that_exist(rule: dict[str, Any]):
    for pattern in rule["matchPackageNames"]:
        assert any(fnmatchcase(name, pattern.replace("**", "*")) for name in dependencies()), pattern


def holding() -> list[tuple[str, str, str]]:
    keys = ("versioning", "allowedVersions")
    return [
        (name, key, rule[key]) for rule in RULES for key in keys if key in rule for name in rule["matchPackageNames"]
    ]


@pytest.mark.parametrize(("name", "key", "pattern"), holding())
def test_a_pattern_of_versions_takes_the_one_that_is_pinned(name: str, key: str, pattern: str):
    expression = pattern.removeprefix("regex:") if key == "versioning" else pattern.strip("/")
    if name == "docker.io/library/debian":
        (base,) = matches(REST_MANAGER, (ROOT / "docker" / "docker-bake.hcl").read_text())
        tags = [base["currentValue"] or ""]
    else:
        tags = [each.tag for each in PARTS if f"{each.registry}/{each.repository}" == name]
    assert tags
    assert all(re2.search(expression, tag) for tag in tags)


@pytest.mark.parametrize(
    ("name", "key", "other"),
    [
        ("docker.io/pgvector/pgvector", "versioning", "0.9.0-pg18-bookworm"),
        ("docker.io/pgvector/pgvector", "versioning", "0.9.0-pg17-trixie"),
        ("ghcr.io/ferretdb/postgres-documentdb", "versioning", "18-0.108.0-ferretdb-2.8.0"),
        ("docker.io/library/mongo", "allowedVersions", "8.2.1"),
        ("docker.io/library/rabbitmq", "allowedVersions", "4.1.0"),
    ],
)
def test_a_version_that_does_not_open_the_data_is_not_proposed(name: str, key: str, other: str):
    (pattern,) = (each for rule, found, each in holding() if (rule, found) == (name, key))
    assert not re2.search(pattern.removeprefix("regex:").strip("/"), other)


def test_nothing_is_merged_by_itself():
    assert CONFIG["automerge"] is False
    assert not any(rule.get("automerge") for rule in CONFIG["packageRules"])
    (data,) = (rule for rule in RULES if "data" in rule.get("addLabels", ()))
    assert data["automerge"] is False
    assert "docker.io/getmeili/meilisearch" in data["matchPackageNames"]


def test_each_file_has_one_owner():
    assert not [*(ROOT / ".github").glob("dependabot.*")]


@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.name)
def test_pins_say_the_command_that_renovate_writes_them_with(file: Path):
    command = (
        f"pip-compile --allow-unsafe --generate-hashes --no-emit-index-url --output-file={file.name} --strip-extras"
    )
    assert f"\n#    {command} {file.stem}.in\n" in file.read_text()
