"""No secret in plain text in what the engine keeps and prints, nor in what the cluster shows to many."""

import json
import os
import re
import string
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from pulumi.automation import CommandError, ConfigValue, Stack
from typer.testing import CliRunner, Result

from homelab import AIWorkspaceArgs
from homelab.arguments import is_secret
from homelab.offline.config_values import encrypted_paths, parse_path, value_at
from homelab.offline.decryption import DecryptionError, decrypted_config
from tests.engine.engine import ROOT, Engine, configure, small_workspace
from tests.engine.secret_search import files_of, found, secrets_of
from tools.engine import app

NAMESPACE = "secrets"
KEY = f"sk-not/a+key-0123456789 {string.punctuation}"
TOKEN = "first-line-of-a-token\nsecond-line-of-a-token"
ENDPOINT_KEY = "not-a-key-0123456789"
ENDPOINT = {"name": "vLLM", "base_url": "http://vllm.models.svc:8000/v1", "models": ["m"]}
WORKSPACE = small_workspace(NAMESPACE, openai={}, custom_endpoints=[ENDPOINT])
SECRETS = {
    "openai.api_key": KEY,
    "librechat.secret_env.OPENWEATHER_API_KEY": TOKEN,
    "custom_endpoints[0].api_key": ENDPOINT_KEY,
}


@pytest.fixture(scope="module")
def project(engine: Engine) -> Path:
    return engine.repository("secrets")


@pytest.fixture(scope="module")
def stack(engine: Engine, project: Path) -> Stack:
    """A stack with encrypted secrets."""
    configure(project, WORKSPACE)
    stack = engine.stack(project)
    configure(project, WORKSPACE, stack=stack, secrets=SECRETS)
    return stack


@pytest.fixture(scope="module")
def deployed(engine: Engine, project: Path, stack: Stack) -> tuple[set[str], dict[str, bytes]]:
    """All secrets of a stack that was up, previewed and changed, and all texts that may not have them."""
    printed = [stack.preview(diff=True).stdout, stack.up().stdout]
    configure(project, {**WORKSPACE, "valkey": {"password_rotation": 1}}, stack=stack, secrets=SECRETS)
    printed += [stack.preview(diff=True).stdout, stack.up().stdout, stack.refresh().stdout]
    kubectl = engine.cluster.kubectl
    kubectl.wait_until_ready(NAMESPACE)
    stored = kubectl.items("secret", namespace=NAMESPACE)
    secrets = secrets_of(stored)
    shown = "configmap,pod,deployment,replicaset,statefulset,controllerrevision,job,service,pvc,events,ingress"
    texts = {f"{each['kind']} {each['metadata']['name']}": each for each in kubectl.items(shown, namespace=NAMESPACE)}
    # Of Secrets, whatever is not their data; kubectl would write an annotation with all of it.
    texts |= {f"Secret {each['metadata']['name']}": each["metadata"] for each in stored}
    return secrets, {
        **{name: json.dumps(each).encode() for name, each in texts.items()},
        **{f"output {number}": text.encode() for number, text in enumerate(printed)},
        **dict(files_of(engine.backend)),
        **dict(files_of(project, "Pulumi.*.yaml")),
    }


def test_there_are_secrets_and_texts_to_search(deployed: tuple[set[str], dict[str, bytes]]):
    secrets, texts = deployed
    assert set(SECRETS.values()) <= secrets
    assert len(secrets) > 10
    assert any(name.endswith(".json") and b"ciphertext" in text for name, text in texts.items())
    assert any(name.startswith("Event ") for name in texts)


def test_no_secret_is_shown(deployed: tuple[set[str], dict[str, bytes]]):
    assert found(*deployed) == {}


def test_secrets_stand_encrypted_at_their_places(project: Path, stack: Stack):
    workspace = yaml.safe_load((project / "Pulumi.dev.yaml").read_text())["config"]["homelab:workspace"]
    encrypted = {path for path in encrypted_paths(workspace) if is_secret(AIWorkspaceArgs, path)}
    assert encrypted == {parse_path(name) for name in SECRETS}


def test_the_cli_decrypts_them_for_a_render_and_writes_nothing(project: Path, stack: Stack):
    before = (project / "Pulumi.dev.yaml").read_bytes()
    config = decrypted_config(project, stack.name, {**os.environ, **stack.workspace.env_vars})
    workspace = config["homelab:workspace"]
    assert {name: value_at(workspace, parse_path(name)) for name in SECRETS} == SECRETS
    assert (project / "Pulumi.dev.yaml").read_bytes() == before


def test_a_wrong_passphrase_is_told(project: Path, stack: Stack):
    wrong = {**os.environ, **stack.workspace.env_vars, "PULUMI_CONFIG_PASSPHRASE": "wrong"}
    with pytest.raises(DecryptionError, match="incorrect passphrase"):
        decrypted_config(project, stack.name, wrong)


def test_an_error_of_the_program_repeats_no_secret(project: Path, stack: Stack):
    configure(project, {**WORKSPACE, "openai": {"modles": ["m"]}}, stack=stack, secrets=SECRETS)
    with pytest.raises(CommandError) as error:
        stack.preview()
    configure(project, WORKSPACE, stack=stack, secrets=SECRETS)
    assert "unknown argument openai.modles (did you mean openai.models?)" in str(error.value)
    assert found(set(SECRETS.values()), {"error": str(error.value).encode()}) == {}


WRONG_SECRETS = """\
import pulumi
from homelab import Credentials, Valkey

common = {"namespace": "default", "placement": {"allow_default_namespace": True}}
key = pulumi.Output.secret("hidden-and-not-hexadecimal")
Credentials("ai", {**common, "creds_key": key, "creds_iv": "0123456789abcdef" * 2})
Valkey("cache", {**common, "password": pulumi.Output.secret("hidden-password\\nport 0")})
"""


def test_a_wrong_secret_output_stops_the_update_before_its_secret_is_created(engine: Engine):
    project = engine.second_project("wrong-secrets")
    (project / "__main__.py").write_text(WRONG_SECRETS)
    stack = engine.stack(project)
    with pytest.raises(CommandError) as error:
        stack.up()
    assert ": expected a secret of " in str(error.value)
    assert not any(text in str(error.value) for text in ("hidden", "0123456789abcdef"))
    names = {each["metadata"]["name"] for each in engine.cluster.kubectl.items("secret", namespace="default")}
    assert not any(name.startswith(("ai-encryption", "cache-password")) for name in names)
    stack.destroy()


def test_a_key_of_config_that_nobody_reads_is_refused(project: Path, stack: Stack):
    stack.set_config("workspce.openai.api_key", ConfigValue("a-value"), path=True)
    with pytest.raises(
        CommandError, match=r"unknown configuration key homelab:workspce \(did you mean homelab:workspace"
    ):
        stack.preview()
    stack.remove_config("workspce")


class TestMakeSecret:
    @pytest.fixture
    def own_project(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A project whose user has no backend."""
        monkeypatch.setenv("PULUMI_CREDENTIALS_PATH", str(tmp_path))
        for name in [name for name in os.environ if re.match("PULUMI_(BACKEND|ACCESS|CONFIG)", name)]:
            monkeypatch.delenv(name)
        (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
        (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  # why\n  homelab:workspace:\n    namespace: ai # here\n")
        return tmp_path

    @staticmethod
    def run(project: Path, name: str, value: str) -> Result:
        return CliRunner().invoke(app, ["secret", name, "--cwd", str(project)], input=value)

    def test_encrypts_with_what_a_render_decrypts_with(self, own_project: Path):
        for name, value in SECRETS.items():
            assert self.run(own_project, name, f"{value}\n").exit_code == 0
        text = (own_project / "Pulumi.dev.yaml").read_text()
        assert all(comment in text for comment in ("# why", "# here"))
        assert found(set(SECRETS.values()), {"file": text.encode()}) == {}
        workspace = decrypted_config(own_project, "dev")["homelab:workspace"]
        assert {name: value_at(workspace, parse_path(name)) for name in SECRETS} == SECRETS

    def test_says_where_nothing_can_be_set(self, own_project: Path):
        self.run(own_project, "custom_endpoints[0].api_key", "a-value")
        result = self.run(own_project, "custom_endpoints[2].api_key", "a-value")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "array index out of range" in result.stderr


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "zy"])
def test_the_search_finds_every_form(before: str, after: str):
    text = f"{before}{KEY}{after}"
    planted = [text, quote(text, safe=""), json.dumps(text), b64encode(text.encode()).decode()]
    assert all(found({KEY}, {"here": each.encode()}) for each in planted)
    assert not found({KEY}, {"here": b64encode(KEY[::-1].encode())})
