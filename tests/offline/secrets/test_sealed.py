import base64
import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from homelab.offline.secrets.sealed import CONTENT, Sealer, SealingError

SECRET: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "cache", "namespace": "ai", "labels": {"app": "valkey"}},
    "stringData": {"password": "not-a-password-0123", "empty": ""},
}


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(private_key: rsa.RSAPrivateKey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sealing")])
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = x509.CertificateBuilder(name, name, private_key.public_key(), 1, now, now + datetime.timedelta(days=9000))
    file = tmp_path_factory.mktemp("sealing") / "certificate.pem"
    file.write_bytes(built.sign(private_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


def unsealed(sealed: dict[str, Any], key: rsa.RSAPrivateKey, label: bytes) -> dict[str, str]:
    """Values, decrypted as the controller's HybridDecrypt does."""
    found: dict[str, str] = {}
    for name, encoded in sealed["spec"]["encryptedData"].items():
        data = base64.b64decode(encoded)
        end = 2 + int.from_bytes(data[:2], "big")
        session = key.decrypt(data[2:end], padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label))
        found[name] = AESGCM(session).decrypt(bytes(12), data[end:], None).decode()
    return found


def test_the_controllers_key_opens_it_under_its_own_name_alone(certificate: Path, private_key: rsa.RSAPrivateKey):
    sealed = Sealer.of(certificate, digest_key="k").sealed(SECRET, None)
    assert unsealed(sealed, private_key, b"ai/cache") == SECRET["stringData"]
    for label in (b"ai/other", b"other/cache", b""):
        with pytest.raises((ValueError, InvalidTag)):
            unsealed(sealed, private_key, label)


def test_the_secret_gets_the_labels_and_the_type(certificate: Path):
    secret = {**SECRET, "type": "kubernetes.io/basic-auth", "immutable": True}
    template = Sealer.of(certificate, digest_key="k").sealed(secret, None)["spec"]["template"]
    assert template["metadata"] == SECRET["metadata"]
    assert (template["type"], template["immutable"]) == ("kubernetes.io/basic-auth", True)


def test_the_same_content_stays_sealed_as_it_is(certificate: Path):
    sealer = Sealer.of(certificate, digest_key="k")
    first = sealer.sealed(SECRET, None)
    assert sealer.sealed(SECRET, first) == first
    other = sealer.sealed({**SECRET, "stringData": {"password": "another-one"}}, first)
    assert other["spec"]["encryptedData"]["password"] != first["spec"]["encryptedData"]["password"]


def test_the_digest_tells_nothing_without_its_key(certificate: Path):
    digests = {
        Sealer.of(certificate, digest_key=key).sealed(SECRET, None)["metadata"]["annotations"][CONTENT]
        for key in ("one", "other")
    }
    assert len(digests) == 2


def test_what_is_no_certificate_is_refused(tmp_path: Path):
    (tmp_path / "key.pem").write_text("not a certificate")
    with pytest.raises(SealingError, match="expected a certificate in PEM form, as `kubeseal --fetch-cert` prints"):
        Sealer.of(tmp_path / "key.pem", digest_key="k")
