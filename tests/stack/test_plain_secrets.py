from pathlib import Path

import pytest
import yaml

from homelab.stack.plain_secrets import plain_secrets, stack_file_values

WORKSPACE = """
namespace: ai
librechat:
  domain: chat.example.com
  secret_env: {OWN_KEY: hunter2, OTHER_KEY: {secure: AAAB}}
  secret_files: {secure: AAAB}
openai: {api_key: hunter2}
anthropic: {api_key: {secure: AAAB}}
custom_endpoints: [{name: vLLM, api_key: hunter2}]
not_secret: [custom_endpoints.*.api_key]
"""


def messages(**more: object) -> list[str]:
    return [*plain_secrets({**yaml.safe_load(WORKSPACE), **more})]


def test_each_plain_secret_is_named_with_the_command_that_encrypts_it_and_not_shown():
    found = messages()
    assert [each.partition(":")[0] for each in found] == ["librechat.secret_env.OWN_KEY", "openai.api_key"]
    assert "`pulumi config set --secret --path 'workspace.openai.api_key'`" in found[1]
    assert "or name an existing Secret in openai.api_key_secret, and" in found[1]
    assert "existing Secret" not in found[0]
    assert "hunter2" not in " ".join(found)


def test_a_path_in_not_secret_is_accepted_and_no_other():
    assert [each.partition(":")[0] for each in messages(not_secret=["librechat.*"])] == [
        "openai.api_key",
        "custom_endpoints.0.api_key",
    ]
    assert "'workspace.custom_endpoints[0].api_key'" in messages(not_secret=[])[-1]


@pytest.mark.parametrize("workspace", [None, "text", []])
def test_what_is_no_group_of_arguments_is_reported_elsewhere(workspace: object):
    assert [*plain_secrets(workspace)] == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: chat\nruntime: python\nmain: program\nstackConfigDir: stacks")
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "__main__.py").touch()
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").write_text("config: {workspace: {namespace: ai}}")
    monkeypatch.chdir(tmp_path / "program")
    return tmp_path


def test_the_stacks_file_is_found_as_pulumi_finds_it(folder: Path):
    assert stack_file_values("chat", "dev") == {"chat:workspace": {"namespace": "ai"}}
    assert stack_file_values("other", "dev") == {}
    assert stack_file_values("chat", "prod") == {}
