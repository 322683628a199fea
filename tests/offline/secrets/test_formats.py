"""What a render writes for Secrets can be committed, and the next render goes on with the same values."""

import os
from base64 import b64decode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from homelab.offline.command import RenderError, RenderOptions, render_stack
from homelab.offline.leaks import SecretSearch
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets_format import SecretsFormat
from tests.offline.secrets.test_sealed import certificate, private_key, unsealed

__all__ = ["certificate", "private_key"]

PROGRAM = """
import pulumi, pulumi_kubernetes as k, pulumi_random as r
value = pulumi.Config().get("value") or "a-secret-of-the-user"
password = r.RandomPassword("password", length=24, special=False).result
k.core.v1.Secret("kept", metadata={"name": "kept", "namespace": "ai"}, string_data={"password": password})
k.core.v1.Secret("own", metadata={"namespace": "ai"}, string_data={"value": pulumi.Output.secret(value)})
k.core.v1.ConfigMap("plain", metadata={"namespace": "ai"}, data={"a": "b"})
"""
EXTERNAL = SecretsOptions(format=SecretsFormat.EXTERNAL, store="ClusterSecretStore/vault", store_key="ai/chat")

STAND_IN = """\
#!/usr/bin/env python3
# Stands in for sops: it "encrypts" to base64, and says for whom. tests/servers has the real one.
import base64, os, sys, yaml
mode, document = sys.argv[1], yaml.safe_load(sys.stdin.read())
if os.environ.get("SOPS_FAILS") == mode:
    sys.exit("no key was found\\nat all")
for part in ("data", "stringData"):
    for key, value in document.get(part, {}).items():
        turn = (lambda b: "ENC[" + base64.b85encode(b[::-1]).decode() + "]") if mode == "encrypt" else (
            lambda b: base64.b85decode(b[4:-1])[::-1].decode())
        document[part][key] = turn(value.encode())
if mode == "encrypt":
    recipients = sys.argv[sys.argv.index("--age") + 1].split(",")
    document["sops"] = {"age": [{"recipient": each} for each in recipients], "nonce": os.urandom(8).hex()}
else:
    del document["sops"]
print(yaml.safe_dump(document, sort_keys=False))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python")
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


@pytest.fixture
def sops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SecretsOptions:
    program = tmp_path / "bin" / "sops"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return SecretsOptions(format=SecretsFormat.SOPS, age=["age1example"])


@pytest.fixture
def sealing(certificate: Path) -> SecretsOptions:
    return SecretsOptions(format=SecretsFormat.SEALED, sealing_certificate=certificate)


def run(project: Path, secrets: SecretsOptions, *config: str, out: str = "out") -> dict[str, str]:
    """Render, and return all files that can be committed."""
    options = RenderOptions(folder=project, stack="dev", out=project / out, secrets=secrets, config=config)
    render_stack(options, Console(file=StringIO()))
    return {file.name: file.read_text() for file in (project / out).iterdir() if file.name != "secrets.yaml"}


def objects(files: dict[str, str], kind: str) -> dict[str, Any]:
    documents = [yaml.safe_load(text) for name, text in files.items() if name.endswith(".yaml")]
    return {each["metadata"]["name"]: each for each in documents if each["kind"] == kind}


def values(project: Path) -> set[str]:
    """Values of the Secrets of a plain render."""
    stored = list(yaml.safe_load_all((project / "plain" / "secrets.yaml").read_text()))[1:]
    return {b64decode(value).decode() for each in stored for value in each["data"].values()}


@pytest.mark.parametrize("name", ["sealing", "sops", "external"])
def test_no_secret_is_in_what_can_be_committed(project: Path, name: str, request: pytest.FixtureRequest):
    secrets = EXTERNAL if name == "external" else request.getfixturevalue(name)
    run(project, SecretsOptions(), out="plain")
    found = values(project)
    assert "a-secret-of-the-user" in found
    (project / "plain").rename(project / "out")
    files = run(project, secrets)
    search = SecretSearch(dict.fromkeys(found, "a"))
    assert {name for name, text in files.items() if search.find(text)} == set()
    assert (project / "out" / ".gitignore").read_text() == "secrets.yaml\n"
    resources = yaml.safe_load(files["kustomization.yaml"])["resources"]
    assert "secrets.yaml" not in resources
    assert {*resources} < {*files}


@pytest.mark.parametrize("name", ["sealing", "sops", "external"])
def test_a_render_of_the_same_changes_nothing(project: Path, name: str, request: pytest.FixtureRequest):
    secrets = EXTERNAL if name == "external" else request.getfixturevalue(name)
    first = run(project, secrets)
    assert run(project, secrets) == first
    other = run(project, secrets, "value=another-secret-of-the-user")
    changed = {name for name in first.keys() & other.keys() if first[name] != other[name]}
    # The names of Secrets that External Secrets fills do not follow from values that it alone has.
    assert changed <= {"kustomization.yaml", "report.json"}
    assert (other == first) == (name == "external")


def test_sealed_values_are_those_of_secrets_yaml(project: Path, sealing: SecretsOptions, private_key: Any):
    run(project, SecretsOptions(), out="plain")
    (project / "plain").rename(project / "out")
    files = run(project, sealing)
    sealed = objects(files, "SealedSecret")
    opened = {
        value for name, each in sealed.items() for value in unsealed(each, private_key, f"ai/{name}".encode()).values()
    }
    (project / "out").rename(project / "plain")
    assert opened == values(project)
    assert sorted(name.rpartition("-")[0] for name in sealed if name != "kept") == ["own"]


def test_with_sops_a_clone_has_the_passwords_and_nothing_is_in_plain_text(project: Path, sops: SecretsOptions):
    first = run(project, sops)
    assert not (project / "out" / "secrets.yaml").exists()
    assert "generated-values.sops.yaml" not in yaml.safe_load(first["kustomization.yaml"])["resources"]
    assert {name: [*each["data"]] for name, each in objects(first, "Secret").items() if name == "kept"} == {
        "kept": ["password"]
    }
    assert run(project, sops) == first


def test_passwords_that_sops_cannot_decrypt_are_not_replaced(
    project: Path, sops: SecretsOptions, monkeypatch: pytest.MonkeyPatch
):
    first = run(project, sops)
    monkeypatch.setenv("SOPS_FAILS", "decrypt")
    with pytest.raises(
        RenderError, match=r"with the passwords in use, cannot be decrypted: .* no key was found at all"
    ):
        run(project, sops)
    monkeypatch.delenv("SOPS_FAILS")
    assert run(project, sops) == first


def test_other_recipients_encrypt_anew(project: Path, sops: SecretsOptions):
    first = objects(run(project, sops), "Secret")["kept"]
    other = SecretsOptions(format=SecretsFormat.SOPS, age=["age1example", "age1other"])
    second = objects(run(project, other), "Secret")["kept"]
    assert first["data"] == second["data"]
    assert [each["recipient"] for each in second["sops"]["age"]] == ["age1example", "age1other"]


def test_the_store_has_a_key_for_each_secret(project: Path):
    found = objects(run(project, EXTERNAL), "ExternalSecret")["kept"]["spec"]
    assert found["secretStoreRef"] == {"name": "vault", "kind": "ClusterSecretStore"}
    assert found["target"]["name"] == "kept"
    assert found["data"] == [{"secretKey": "password", "remoteRef": {"key": "ai/chat/kept", "property": "password"}}]
    # What the store must have is there, for the owner alone.
    assert (project / "out" / "secrets.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (SecretsOptions(format=SecretsFormat.SEALED), "--secrets sealed needs --sealing-certificate"),
        (SecretsOptions(format=SecretsFormat.EXTERNAL), "--secrets external needs --store"),
        (SecretsOptions(age=["age1a"]), "--age has no effect without --secrets sops: leave it out"),
    ],
)
def test_options_fit_each_other(project: Path, options: SecretsOptions, message: str):
    with pytest.raises(RenderError, match=message):
        run(project, options)


def test_without_the_program_nothing_is_written(project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(RenderError, match="--secrets sops needs the program `sops` on PATH"):
        run(project, SecretsOptions(format=SecretsFormat.SOPS))
    assert not (project / "out").exists()


PLACEHOLDERS = SecretsOptions(format=SecretsFormat.PLACEHOLDER)


def test_placeholders_are_no_values_and_say_what_is_the_same(project: Path):
    run(project, SecretsOptions(), out="plain")
    first, same = (run(project, PLACEHOLDERS, out=out) for out in ("one", "two"))
    other = run(project, PLACEHOLDERS, "value=another-secret-of-the-user", out="three")
    assert same == first
    search = SecretSearch(dict.fromkeys([*values(project), "another-secret-of-the-user"], "a"))
    assert {name for name, text in (first | other).items() if search.find(text)} == set()
    assert not (project / "one" / "secrets.yaml").exists()
    before, after = (
        {name.partition("-")[0]: each["data"] for name, each in objects(files, "Secret").items()}
        for files in (first, other)
    )
    assert (before["kept"] == after["kept"], before["own"] == after["own"]) == (True, False)
    for value in (*before["kept"].values(), *before["own"].values()):
        with pytest.raises(ValueError, match="base64"):
            b64decode(value, validate=True)


def test_placeholders_need_no_passphrase(project: Path):
    (project / "Pulumi.dev.yaml").write_text("config: {p:value: {secure: AAAB}}")
    assert [*objects(run(project, PLACEHOLDERS), "Secret")]
