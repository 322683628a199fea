import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime.rpc import UNKNOWN

from homelab import ArgumentError
from homelab.arguments import UnknownSecret
from homelab.offline import Recording, record
from homelab.offline.config_values import parse_path, value_at, with_value
from homelab.offline.unknown_secrets import unknown_secrets
from homelab.stack.workspace import NAME, deploy, workspace_args
from tests.scenarios import CHAT, S3
from tools.stack_files import secrets_to_set

SMALLEST = {"namespace": "ai", "librechat": CHAT}
PRODUCTION = Path(__file__).parents[2] / "Pulumi.production.yaml"
KEY = "sk-not-a-key-000"


def deployed(workspace: object, *, preview: bool = False) -> Recording:
    config = {"homelab:workspace": json.dumps(workspace)}
    return record(deploy, config=config, secret_keys=["homelab:workspace"], preview=preview)


def production() -> Any:
    """The workspace of the production stack once its secrets are set."""
    config = yaml.safe_load(PRODUCTION.read_text())["config"]
    for path in secrets_to_set(PRODUCTION):
        config = with_value(config, parse_path(path), f"not-a-key-{path}")
    return config["homelab:workspace"]


ENDPOINT = {"name": "vLLM", "base_url": "http://vllm.models.svc:8000/v1", "models": ["m"]}


@pytest.mark.parametrize(
    ("groups", "path"),
    [
        ({"openai": {"api_key": KEY}}, "openai.api_key"),
        ({"librechat": {**CHAT, "secret_env": {"OWN_KEY": KEY}}}, "librechat.secret_env.OWN_KEY"),
        ({"custom_endpoints": [{**ENDPOINT, "api_key": KEY}]}, "custom_endpoints[0].api_key"),
    ],
    ids=["argument", "map", "list of groups"],
)
def test_a_secret_is_a_secret_output_and_nothing_else_is(groups: dict[str, Any], path: str):
    def program() -> None:
        args = workspace_args(pulumi.Config())
        pulumi.export("secret", value_at(args, parse_path(path)))
        pulumi.export("domain", args["librechat"]["domain"])

    config = {"homelab:workspace": json.dumps({**SMALLEST, **groups})}
    recording = record(program, config=config, secret_keys=list(config))
    assert recording.exports == {"secret": KEY, "domain": "chat.example.com"}
    assert recording.secret_exports == {"secret"}


def test_a_secret_of_the_wrong_form_is_refused_and_not_shown():
    with pytest.raises(ArgumentError, match="expected a secret of 64 hexadecimal digits, got a value of type str") as e:
        deployed({**SMALLEST, "librechat": {**CHAT, "security": {"creds_key": "hush-hush"}}})
    assert "hush" not in str(e.value)


def test_a_secret_in_plain_text_in_the_stacks_file_is_refused_with_all_other_mistakes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    workspace = {**SMALLEST, "openai": {"api_key": KEY}, "opneai": {}}
    (tmp_path / "__main__.py").touch()
    (tmp_path / "Pulumi.yaml").write_text("name: homelab\nruntime: python\n")
    (tmp_path / "Pulumi.test.yaml").write_text(yaml.safe_dump({"config": {"homelab:workspace": workspace}}))
    with pytest.raises(ArgumentError) as error:
        deployed(workspace)
    plain, unknown = error.value.problems
    assert plain.startswith("openai.api_key: the stack's file has it in plain text: encrypt it by `pulumi config set")
    assert (unknown, KEY in str(error.value)) == ("unknown argument opneai (did you mean openai?)", False)


def test_a_preview_does_without_secrets_that_cannot_be_decrypted():
    openai, s3, creds_key, creds_iv = secrets = [UnknownSecret(name) for name in ("openai", "s3", "key", "iv")]
    librechat = {
        **CHAT,
        "storage": {"type": "s3", "s3": {**S3, "secret_key": s3}},
        "security": {"creds_key": creds_key, "creds_iv": creds_iv},
    }
    with unknown_secrets({secret: secret for secret in secrets}):
        recording = deployed({**SMALLEST, "librechat": librechat, "openai": {"api_key": openai}}, preview=True)
    environment = next(each for each in recording.resources if each.name == "ai-workspace-librechat-environment")
    assert environment.inputs["stringData"] == UNKNOWN
    assert "unknown-secret" not in json.dumps([each.inputs for each in recording.resources])


def test_outputs_are_what_people_look_for():
    assert deployed(SMALLEST).exports == {"url": "https://chat.example.com", "ragApiUrl": "", "namespace": "ai"}


def test_the_first_administrators_password_is_an_output_and_a_secret():
    recording = deployed({**SMALLEST, "librechat": {**CHAT, "first_admin": {"email": "me@example.com"}}})
    assert len(recording.exports["firstAdminPassword"]) == 32
    assert "firstAdminPassword" in recording.secret_exports


def test_a_local_address_comes_with_the_command_that_makes_it_answer():
    recording = deployed({"namespace": "mine", "librechat": {"domain": "localhost"}})
    assert recording.exports["url"] == "http://localhost:3080"
    command = recording.exports["portForward"]
    assert command == "kubectl port-forward --namespace mine service/ai-workspace-librechat 3080"
    (service,) = [
        each
        for each in recording.resources
        if each.inputs.get("metadata", {}).get("name") == f"{NAME}-librechat" and each.inputs.get("kind") == "Service"
    ]
    assert [port["port"] for port in service.inputs["spec"]["ports"]] == [3080]


@pytest.mark.parametrize(
    ("groups", "volumes"),
    [
        ({}, ""),
        ({"retain": False}, "4 volumes"),
        ({"retain": False, "valkey": {"storage": {"retain": True}}}, "3 volumes"),
        ({"valkey": {"storage": {"retain": False}}}, "1 volume"),
    ],
    ids=["all are kept", "none is", "one is", "one is not"],
)
def test_data_that_the_next_destroy_deletes_is_counted_beforehand(groups: dict[str, Any], volumes: str):
    warnings = deployed({**SMALLEST, **groups}).warnings
    expected = [f"retain is false: the next `pulumi destroy` deletes the data of {volumes}"] if volumes else []
    assert [warning for warning in warnings if "destroy" in warning] == expected


@pytest.mark.parametrize(
    ("groups", "path"),
    [
        ({"openai": {}}, "openai.api_key"),
        (
            {"custom_endpoints": [{"name": "vLLM", "base_url": "http://vllm.models.svc", "models": ["m"]}]},
            "custom_endpoints[0].api_key",
        ),
        (
            {"librechat": {**CHAT, "auth": {"openid": {"issuer": "https://a.example.com", "client_id": "a"}}}},
            "librechat.auth.openid.client_secret",
        ),
    ],
)
def test_a_missing_secret_comes_with_the_command_that_sets_it(groups: dict[str, Any], path: str):
    with pytest.raises(ArgumentError) as error:
        deployed({**SMALLEST, **groups})
    assert f"`pulumi config set --secret --path 'workspace.{path}'`" in str(error.value)


def test_what_is_missing_and_no_secret_comes_without_a_command():
    with pytest.raises(ArgumentError, match="missing argument librechat") as error:
        deployed({"namespace": "ai"})
    assert "pulumi" not in str(error.value)


@pytest.mark.parametrize("value", ["", " \n"])
def test_an_empty_secret_is_refused(value: str):
    with pytest.raises(ArgumentError, match=r"openai\.api_key: expected a secret that is not empty"):
        deployed({**SMALLEST, "openai": {"api_key": value}})


def test_adoption_says_what_it_needs():
    assert [each for each in deployed({**SMALLEST, "adopt": True}).warnings if "leave out what is new" in each]
    assert not deployed(SMALLEST).warnings


def test_mistakes_in_the_config_are_one_line():
    with pytest.raises(ArgumentError, match="unknown argument opneai"):
        deployed({**SMALLEST, "opneai": {}})


def test_a_secret_in_the_place_of_a_group_is_named_and_not_shown():
    with pytest.raises(pulumi.RunError, match="openai: expected a group of arguments") as error:
        deployed({**SMALLEST, "openai": KEY})
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("workspce", "(did you mean homelab:workspace?)"),
        ("openai-api-key", "(everything is set below homelab:workspace)"),
    ],
)
def test_another_key_is_refused(key: str, hint: str):
    with pytest.raises(pulumi.RunError) as error:
        record(deploy, config={"homelab:workspace": json.dumps(SMALLEST), f"homelab:{key}": "hush"})
    assert str(error.value) == f"unknown configuration key homelab:{key} {hint}"


def test_keys_of_other_packages_are_none_of_its_business():
    config = {"homelab:workspace": json.dumps(SMALLEST), "kubernetes:context": "kind"}
    assert record(deploy, config=config).exports


def test_keys_are_found_as_the_engine_hands_them_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"homelab:workspac": "{}", "homelab:workspace": "{}"}))
    with pytest.raises(pulumi.RunError, match="homelab:workspac "):
        record(deploy)


def test_text_that_is_no_object_is_not_repeated():
    with pytest.raises(pulumi.RunError) as error:
        record(deploy, config={"homelab:workspace": "{hush"})
    assert str(error.value) == "configuration key homelab:workspace must be an object"


def test_the_production_stack_is_complete_once_its_secrets_are_set():
    assert deployed(production()).exports["url"] == "https://chat.example.com"
