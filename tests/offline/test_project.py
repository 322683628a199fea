from pathlib import Path

import pytest

from homelab.offline.project import ProjectError, StackConfig, load_project, load_stack_config

PROJECT = "name: p\nruntime: python\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "__main__.py").touch()
    return tmp_path


def load(folder: Path, project: str, stack: str = "", *overrides: str) -> StackConfig:
    (folder / "Pulumi.yaml").write_text(PROJECT + project)
    (folder / "Pulumi.dev.yaml").write_text(stack)
    return load_stack_config(load_project(folder), "dev", overrides)


def refusal(folder: Path, project: str, stack: str = "", *overrides: str) -> str:
    with pytest.raises(ProjectError) as caught:
        load(folder, project, stack, *overrides)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_defaults_and_values_become_text(folder: Path):
    project = """
config:
  plain: a
  list: [1, b]
  count: {type: integer, default: 3}
  on: {type: boolean, default: true}
  aws:region: eu-west-1
  aws:profile: {value: work}
"""
    assert load(folder, project).values == {
        "p:plain": "a",
        "p:list": '[1, "b"]',
        "p:count": "3",
        "p:on": "true",
        "aws:region": "eu-west-1",
        "aws:profile": "work",
    }


def test_yaml_is_read_as_pulumi_reads_it(folder: Path):
    stack = "config: {on: no, p:time: 1:30, p:day: 2026-01-01, p:yes: True, p:float: 1.5, p:none: ~}"
    assert load(folder, "", stack).values == {
        "p:on": "no",
        "p:time": "1:30",
        "p:day": "2026-01-01",
        "p:yes": "true",
        "p:float": "1.5",
    }


def test_the_stack_comes_before_the_project_and_an_override_before_both(folder: Path):
    project = "config: {a: 1, b: 1, c: 1}"
    stack = "config: {p:b: 2, c: 2}"
    assert load(folder, project, stack, "c=3").values == {"p:a": "1", "p:b": "2", "p:c": "3"}


def test_objects_reach_the_program_as_json(folder: Path):
    project = "config: {workspace: {type: object}}"
    config = load(folder, project, "config: {p:workspace: {replicas: 2, domain: x}}")
    assert config.values == {"p:workspace": '{"replicas": 2, "domain": "x"}'}


def test_an_encrypted_value_needs_an_override_and_stays_secret(folder: Path):
    stack = "config: {p:key: {secure: AAAB}, p:open: {deep: [{inner: {secure: AAAB}}]}}"
    assert refusal(folder, "", stack) == (
        "stack 'dev': p:key, p:open is encrypted, which only Pulumi's engine can read; "
        "give a value for this render: --config key=... --config open=..."
    )
    config = load(folder, "", stack, "key=a=b", "p:open={}")
    assert config == StackConfig({"p:key": "a=b", "p:open": "{}"}, frozenset({"p:key", "p:open"}))


def test_a_key_that_the_project_calls_secret_is_secret(folder: Path):
    project = "config: {key: {type: string, secret: true}}"
    assert load(folder, project, "", "key=x").secret_keys == {"p:key"}
    assert "'p:key' must be encrypted as it is secret" in refusal(folder, project, "config: {p:key: x}")


def test_missing_values_are_all_named(folder: Path):
    project = "config: {b: {type: string}, a: {type: integer}, c: {type: string, default: x}}"
    assert refusal(folder, project) == "stack 'dev' is missing configuration values 'p:a', 'p:b'"
    assert refusal(folder, project, "", "a=1") == "stack 'dev' is missing configuration value 'p:b'"


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [
        ("{type: string}", "x", "3"),
        ("{type: integer}", "'3'", "x"),
        ("{type: integer}", "3", "true"),
        ("{type: boolean}", "'true'", "1"),
        ("{type: object}", "{}", "[]"),
        ("{type: array, items: {type: integer}}", "[1, 2]", "[1, x]"),
        ("{type: array, items: {type: array, items: {type: string}}}", "[[a]]", "[[1]]"),
    ],
)
def test_values_are_of_their_declared_type(folder: Path, type_: str, right: str, wrong: str):
    project = f"config: {{key: {type_}}}"
    assert load(folder, project, f"config: {{p:key: {right}}}").values
    assert "'p:key' must be of type" in refusal(folder, project, f"config: {{p:key: {wrong}}}")


def test_another_packages_key_takes_a_value_alone(folder: Path):
    assert "'aws:region' is not namespaced" in refusal(folder, "config: {aws:region: {default: x}}")
    assert "must provide an attribute 'value'" in refusal(folder, "config: {aws:region: {value: }}")


def test_an_unknown_stack_names_those_there_are(folder: Path):
    load(folder, "")
    (folder / "Pulumi.a.b.yaml").touch()
    with pytest.raises(ProjectError, match=r"no stack 'prod' in .*: its stacks are a\.b, dev$"):
        load_stack_config(load_project(folder), "prod")


def test_a_wrong_override_is_not_repeated(folder: Path):
    assert "hush" not in refusal(folder, "", "", "hush")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("runtime: python", "missing a non-empty string 'name'"),
        ("{name: p, runtime: nodejs}", "runtime 'nodejs': only python"),
        ("{name: p, runtime: {name: go}}", "runtime 'go': only python"),
        ("{name: p, runtime: python, main: src}", "src is no Python program"),
        ("[]", "must be a mapping, not a list"),
        ("{", "is no valid YAML"),
    ],
)
def test_what_is_no_project_is_refused(folder: Path, content: str, message: str):
    (folder / "Pulumi.yaml").write_text(content)
    if content == "[]":
        (folder / "Pulumi.yaml").write_text("[1]")
    with pytest.raises(ProjectError, match=message):
        load_project(folder)


def test_a_missing_project_is_named(tmp_path: Path):
    with pytest.raises(ProjectError, match=r"Pulumi\.yaml cannot be read: No such file"):
        load_project(tmp_path)


def test_a_program_may_be_a_folder_or_a_file(folder: Path):
    (folder / "src").mkdir()
    (folder / "src" / "__main__.py").touch()
    (folder / "run.py").touch()
    for main in ("src", "run.py"):
        (folder / "Pulumi.yaml").write_text(f"{PROJECT}main: {main}")
        assert load_project(folder).main == folder / main
