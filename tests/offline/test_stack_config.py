import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from homelab.arguments import UnknownSecret
from homelab.offline import stack_config
from homelab.offline.decryption import DecryptionError
from homelab.offline.project import ProjectError, load_project
from homelab.offline.stack_config import StackConfig, load_stack_config

PROJECT = "name: p\nruntime: python\n"
ENCRYPTED = """
config:
  p:token: {secure: AAAB}
  p:workspace:
    domain: example.com
    openai: {api_key: {secure: AAAB}}
    endpoints: [{name: a, api_key: {secure: AAAB}}]
"""
READABLE = {
    "p:token": "token-value",
    "p:workspace": {
        "domain": "example.com",
        "openai": {"api_key": "openai-value"},
        "endpoints": [{"name": "a", "api_key": "endpoint-value"}],
    },
}
OPTIONS = ("token=t", "workspace.openai.api_key=o", "workspace.endpoints[0].api_key=e")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "__main__.py").touch()
    return tmp_path


@pytest.fixture(autouse=True)
def readable(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the CLI can decrypt; it cannot be asked while this is empty."""
    values: dict[str, Any] = {}

    def decrypted_config(folder: Path, stack: str) -> Mapping[str, Any]:
        if not values:
            raise DecryptionError("`pulumi` is not on PATH")
        return values

    monkeypatch.setattr(stack_config, "decrypted_config", decrypted_config)
    return values


def load(folder: Path, project: str, stack: str = "", *overrides: str, **options: bool) -> StackConfig:
    (folder / "Pulumi.yaml").write_text(PROJECT + project)
    (folder / "Pulumi.dev.yaml").write_text(stack)
    return load_stack_config(load_project(folder), "dev", overrides, **options)


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


def test_a_key_that_the_project_calls_secret_is_secret(folder: Path):
    project = "config: {key: {type: string, secret: true}}"
    assert load(folder, project, "", "key=x").secret_keys == {"p:key"}
    assert "'p:key' must be encrypted as it is secret" in refusal(folder, project, "config: {p:key: x}")


def test_missing_values_are_all_named(folder: Path):
    project = "config: {b: {type: string}, a: {type: integer}, c: {type: string, default: x}}"
    assert refusal(folder, project) == "stack 'dev' is missing configuration values 'p:a', 'p:b'"
    assert refusal(folder, project, "", "a=1") == "stack 'dev' is missing configuration value 'p:b'"


def test_a_key_that_was_copied_from_another_project_is_told_its_name(folder: Path):
    project = "config: {workspace: {type: object}}"
    hint = ": it has 'homelab:workspace', which is another project's: name it 'p:workspace' or 'workspace'"
    assert refusal(folder, project, "config: {homelab:workspace: {a: 1}, aws:workspace: x}").endswith(hint)
    assert refusal(folder, project, "config: {aws:workspace: x}").endswith("value 'p:workspace'")


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


def test_an_unknown_stack_names_those_there_are(folder: Path):
    load(folder, "")
    (folder / "Pulumi.a.b.yaml").touch()
    with pytest.raises(ProjectError, match=r"no stack 'prod' in .*: its stacks are a\.b, dev$"):
        load_stack_config(load_project(folder), "prod")


def test_the_first_stack_is_made_by_a_file_or_a_command(folder: Path):
    (folder / "Pulumi.yaml").write_text(PROJECT)
    with pytest.raises(
        ProjectError, match=r"none yet: write an empty Pulumi\.dev\.yaml, or run `pulumi stack init dev`$"
    ):
        load_stack_config(load_project(folder), "dev")


def test_a_wrong_override_is_not_repeated(folder: Path):
    assert "hush" not in refusal(folder, "", "", "hush")


@pytest.mark.parametrize(
    ("stack", "message"),
    [
        ("config: {p:a: 1, p:a: 2}", "Pulumi.dev.yaml is not valid YAML: line 1, column 18: duplicate key 'p:a'"),
        ("config: {p:a: 1, a: 2}", "has the configuration key 'p:a' twice"),
        ("config: [1]", "config must be a mapping, not a list"),
        ("config: text", "config must be a mapping, not a str"),
        ("config: {~: 1}", "a key must be text"),
        ("config: {p:a: &a [*a]}", "an alias refers to a node that contains it"),
        ("#" * 2_000_000, "Pulumi.dev.yaml cannot be read: larger than 1024 KiB"),
    ],
)
def test_a_stack_that_cannot_be_meant_is_one_line(folder: Path, stack: str, message: str):
    assert message in refusal(folder, "", stack)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("workspace=" + '{"a":' * 500 + "1" + "}" * 500, "'p:workspace': a.a.a"),
        ("workspace=" + "[" * 100_000, "'p:workspace' must be of type 'object'"),
        ("workspace" + ".a" * 5000 + "=1", "is more than 100 levels deep"),
        ("workspace.a[" + "9" * 5000 + "]=1", "is not a path such as"),
    ],
    ids=range(4),
)
def test_an_override_beyond_bounds_is_one_short_line(folder: Path, override: str, message: str):
    text = refusal(folder, "config: {workspace: {type: object}}", "", override)
    assert message in text
    assert len(text) < 300


def test_a_number_of_thousands_of_digits_is_text(folder: Path):
    config = load(folder, "config: {workspace: {type: object}}", "", "workspace.a=" + "9" * 5000)
    assert json.loads(config.values["p:workspace"]) == {"a": "9" * 5000}


def test_thousands_of_encrypted_values_take_bounded_time(folder: Path):
    stack = "config:\n  p:w:\n" + "".join(f"    k{i}: {{secure: AAAB}}\n" for i in range(4900))
    start = time.process_time()
    config = load(folder, "", stack, preview=True)
    assert len(config.unknown_secrets) == 4900
    assert time.process_time() - start < 8, "twice what it takes, for slow machines"


class TestOverridesBelowAKey:
    PROJECT = "config: {workspace: {type: object}}"

    @pytest.mark.parametrize(
        ("override", "expected"),
        [
            ("workspace.domain=other", {"domain": "other", "hosts": ["a"]}),
            ("p:workspace.domain=other", {"domain": "other", "hosts": ["a"]}),
            ("workspace.hosts[0]=b", {"domain": "x", "hosts": ["b"]}),
            ("workspace.hosts[1]=b", {"domain": "x", "hosts": ["a", "b"]}),
            ('workspace.env["A.B"]=c=d', {"domain": "x", "hosts": ["a"], "env": {"A.B": "c=d"}}),
            ("workspace.on=true", {"domain": "x", "hosts": ["a"], "on": True}),
            ("workspace.count=-3", {"domain": "x", "hosts": ["a"], "count": -3}),
            ("workspace.code=007", {"domain": "x", "hosts": ["a"], "code": "007"}),
        ],
    )
    def test_are_set_in_the_object(self, folder: Path, override: str, expected: object):
        config = load(folder, self.PROJECT, "config: {p:workspace: {domain: x, hosts: [a]}}", override)
        assert json.loads(config.values["p:workspace"]) == expected

    def test_make_the_object_that_the_project_declares(self, folder: Path):
        assert load(folder, self.PROJECT, "", "workspace.a.b=c").values == {"p:workspace": '{"a": {"b": "c"}}'}

    def test_add_up(self, folder: Path):
        config = load(folder, self.PROJECT, "", "workspace.a=b", "workspace.c=d")
        assert json.loads(config.values["p:workspace"]) == {"a": "b", "c": "d"}

    @pytest.mark.parametrize(
        ("override", "message"),
        [
            ("workspace.domain.a=hush", "--config p:workspace.domain.a: p:workspace.domain is not an object"),
            ("workspace.hosts[2]=hush", "--config p:workspace.hosts[2]: p:workspace.hosts has 1 items"),
            ("workspace[x]=hush", "--config: 'workspace[x]' is not a path"),
        ],
    )
    def test_that_lead_nowhere_are_refused(self, folder: Path, override: str, message: str):
        text = refusal(folder, self.PROJECT, "config: {p:workspace: {domain: x, hosts: [a]}}", override)
        assert message in text
        assert "hush" not in text

    def test_are_keys_of_their_own_where_there_is_no_such_object(self, folder: Path):
        assert load(folder, "", "config: {p:a: text}", "a.b=c", "d.e=f").values == {
            "p:a": "text",
            "p:a.b": "c",
            "p:d.e": "f",
        }


class TestEncryptedValues:
    def test_are_read_through_the_cli(self, folder: Path, readable: dict[str, Any]):
        readable |= READABLE
        config = load(folder, "", ENCRYPTED)
        assert config.values["p:token"] == "token-value"
        assert json.loads(config.values["p:workspace"]) == READABLE["p:workspace"]
        assert config.secret_keys == {"p:token", "p:workspace"}
        assert config.secret_values == {
            "token-value": "config p:token",
            "openai-value": "config p:workspace.openai.api_key",
            "endpoint-value": "config p:workspace.endpoints[0].api_key",
        }
        assert config.unknown_secrets == {}

    def test_are_not_asked_for_where_options_replace_them_and_stay_secret(self, folder: Path):
        config = load(folder, "", ENCRYPTED, *OPTIONS)
        assert json.loads(config.values["p:workspace"]) == {
            "domain": "example.com",
            "openai": {"api_key": "o"},
            "endpoints": [{"name": "a", "api_key": "e"}],
        }
        assert config.secret_keys == {"p:token", "p:workspace"}
        assert config.secret_values.keys() == {"t", "o", "e"}

    def test_stay_text_whatever_they_spell(self, folder: Path):
        config = load(folder, "", ENCRYPTED, "token=1", "workspace.openai.api_key=12345", "workspace.endpoints=[]")
        assert json.loads(config.values["p:workspace"])["openai"] == {"api_key": "12345"}

    def test_may_be_replaced_with_all_of_their_object(self, folder: Path):
        config = load(folder, "", ENCRYPTED, "token=t", "workspace={}")
        assert config.values == {"p:token": "t", "p:workspace": "{}"}
        assert config.secret_keys == {"p:token", "p:workspace"}

    def test_that_cannot_be_read_are_named_with_what_to_type(self, folder: Path):
        assert refusal(folder, "", ENCRYPTED) == (
            "stack 'dev': p:token, p:workspace.openai.api_key, p:workspace.endpoints[0].api_key are encrypted, and "
            "`pulumi` is not on PATH; set a value for this render: --config 'token=...' "
            "--config 'workspace.openai.api_key=...' --config 'workspace.endpoints[0].api_key=...'"
        )

    def test_that_the_cli_does_not_show_are_named(self, folder: Path, readable: dict[str, Any]):
        readable |= {**READABLE, "p:workspace": {"openai": {}}}
        text = refusal(folder, "", ENCRYPTED, "workspace.endpoints[0].api_key=e")
        assert text.startswith(
            "stack 'dev': p:workspace.openai.api_key is encrypted, and `pulumi config` does not show"
        )

    def test_may_not_be_set_below(self, folder: Path):
        stack = "config: {p:workspace: {openai: {secure: AAAB}}}"
        text = refusal(folder, "", stack, "workspace.openai.api_key=hush")
        assert "p:workspace.openai is encrypted as a whole" in text


class TestEncryptedValuesInAPreview:
    def test_are_unknown_where_they_cannot_be_read(self, folder: Path):
        config = load(folder, "", ENCRYPTED, preview=True)
        assert isinstance(config.values["p:token"], UnknownSecret)
        workspace = json.loads(config.values["p:workspace"])
        texts = [config.values["p:token"], workspace["openai"]["api_key"], workspace["endpoints"][0]["api_key"]]
        assert len(set(texts)) == 3
        assert list(config.unknown_secrets) == list(config.secret_values) == texts

    def test_are_read_where_they_can_be(self, folder: Path, readable: dict[str, Any]):
        readable |= READABLE
        assert load(folder, "", ENCRYPTED, preview=True) == load(folder, "", ENCRYPTED)

    def test_are_of_whatever_type_their_key_has(self, folder: Path):
        project = "config: {token: {type: integer, secret: true}, workspace: {type: object}}"
        assert isinstance(load(folder, project, ENCRYPTED, preview=True).values["p:token"], UnknownSecret)


def placeholders(folder: Path, stack: str) -> list[str]:
    config = load(folder, "", stack, with_placeholders=True)
    assert config.has_placeholders
    workspace = json.loads(config.values["p:workspace"])
    return [config.values["p:token"], workspace["openai"]["api_key"], workspace["endpoints"][0]["api_key"]]


def test_placeholders_follow_from_what_is_encrypted_and_nothing_is_decrypted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        pytest.fail("decrypted")

    monkeypatch.setattr(stack_config, "decrypted_config", refuse)
    before = placeholders(folder, ENCRYPTED)
    assert len({*before}) == 3
    assert placeholders(folder, ENCRYPTED) == before
    after = placeholders(folder, ENCRYPTED.replace("openai: {api_key: {secure: AAAB", "openai: {api_key: {secure: B"))
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]
