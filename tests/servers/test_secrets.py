"""Rendered Secrets, opened by the programs that open them in a cluster."""

import os
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from rich.console import Console

from homelab.offline.command import RenderError, RenderOptions, render_stack
from homelab.offline.leaks import SecretSearch
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets.sealed import Sealer
from homelab.offline.secrets_format import SecretsFormat
from tests.offline.secrets.test_formats import objects
from tests.offline.secrets.test_sealed import SECRET, certificate, private_key
from tests.servers.go_programs import built, has_go

__all__ = ["certificate", "private_key"]
SOPS = ("github.com/getsops/sops/v3/cmd/sops", "filippo.io/age/cmd/age-keygen")
PROGRAM = Path(__file__).parent.parent / "offline" / "programs" / "store"

pytestmark = pytest.mark.skipif(not has_go(), reason="the programs are built with Go, and there is no `go` on PATH")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Two identities of age, and sops on PATH."""
    programs, folder = built("sops", *SOPS), tmp_path_factory.mktemp("age")
    files = [folder / "one.txt", folder / "other.txt"]
    for file in files:
        subprocess.run([programs / "age-keygen", "-o", file], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        patch.setenv("SOPS_AGE_KEY_FILE", str(files[0]))
        yield files


def recipient(key: Path) -> str:
    (line,) = [each for each in key.read_text().splitlines() if each.startswith("# public key: ")]
    return line.removeprefix("# public key: ")


def run(out: Path, **secrets: Any) -> dict[str, str]:
    """Render, and return what can be committed."""
    options = RenderOptions(folder=PROGRAM, stack="dev", out=out, secrets=SecretsOptions(**secrets))
    render_stack(options, Console(file=StringIO()))
    return {file.name: file.read_text() for file in out.iterdir() if file.name != "secrets.yaml"}


def test_the_controllers_own_code_unseals_under_the_secrets_name_alone(
    certificate: Path, private_key: rsa.RSAPrivateKey, tmp_path: Path
):
    program = built("sealed-secrets", ".") / "sealed-secrets"
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(private_key.private_bytes(*pem))
    sealed = Sealer.of(certificate, digest_key="k").sealed(SECRET, None)["spec"]["encryptedData"]

    def unsealed(label: str, value: str) -> subprocess.CompletedProcess[str]:
        command = [program, label, tmp_path / "key.pem"]
        return subprocess.run(command, input=value, capture_output=True, text=True, check=False)

    assert {key: unsealed("ai/cache", value).stdout for key, value in sealed.items()} == SECRET["stringData"]
    assert unsealed("ai/other", sealed["password"]).returncode != 0


def test_sops_opens_what_it_encrypted_and_nothing_of_it_can_be_read(keys: list[Path], tmp_path: Path):
    run(tmp_path / "plain")
    plain = list(yaml.safe_load_all((tmp_path / "plain" / "secrets.yaml").read_text()))[1:]
    (tmp_path / "plain").rename(tmp_path / "out")
    files = run(tmp_path / "out", format=SecretsFormat.SOPS, age=[recipient(keys[0])])
    encrypted = {name: text for name, text in files.items() if "sops:" in text}
    opened = [
        yaml.safe_load(
            subprocess.run(["sops", "decrypt", tmp_path / "out" / name], capture_output=True, check=True).stdout
        )
        for name in encrypted
    ]
    secrets = [each for each in opened if each["kind"] == "Secret"]
    assert secrets
    assert {b64decode(v) for s in secrets for v in s["data"].values()} == {
        b64decode(value) for each in plain for value in each["data"].values()
    }
    search = SecretSearch({b64decode(v).decode(): "a" for each in plain for v in each["data"].values()})
    assert {name for name, text in files.items() if search.find(text)} == set()


def test_the_next_render_has_the_same_passwords_from_the_encrypted_file_alone(keys: list[Path], tmp_path: Path):
    first = run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(keys[0])])
    assert run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(keys[0])]) == first
    assert not (tmp_path / "secrets.yaml").exists()


def test_a_new_recipient_can_open_it_and_who_has_no_key_changes_nothing(
    keys: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(keys[0])])
    both = run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(each) for each in keys])
    monkeypatch.setenv("SOPS_AGE_KEY_FILE", str(keys[1]))
    assert run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(each) for each in keys]) == both
    monkeypatch.setenv("SOPS_AGE_KEY_FILE", str(tmp_path / "missing"))
    with pytest.raises(RenderError, match="with the passwords in use, cannot be decrypted"):
        run(tmp_path, format=SecretsFormat.SOPS, age=[recipient(keys[0])])
    assert objects(both, "Secret")
