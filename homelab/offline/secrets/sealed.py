"""SealedSecrets of Bitnami's controller: what the key of one cluster alone decrypts.

The format is that of kubeseal's strict scope: a value can only be decrypted under the name and in the namespace that it
was encrypted for.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homelab.offline.objects import Manifest, as_stored

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

API_VERSION = "bitnami.com/v1alpha1"
KIND = "SealedSecret"
CONTENT = "homelab.dev/sealed-content"
"""Annotation: a keyed digest of what is sealed and for whom, so that the next render need not seal it anew."""
_KEY_BYTES = 32
_NONCE = bytes(12)


class SealingError(Exception):
    """Why nothing can be sealed, as one line for the user."""


@dataclass(frozen=True)
class Sealer:
    """Seals Secrets with the certificate of a cluster's controller."""

    key: "RSAPublicKey"
    fingerprint: str
    """Of the certificate."""
    digest_key: str
    """Secret with which digests of contents tell nothing about them."""

    @classmethod
    def of(cls, certificate: Path, *, digest_key: str) -> "Sealer":
        """Read the certificate that ``kubeseal --fetch-cert`` prints.

        :raises SealingError: It is none, or the package that reads it is missing.
        """
        try:
            from cryptography import x509
            from cryptography.hazmat.primitives import hashes
            from cryptography.hazmat.primitives.asymmetric import rsa
        except ImportError as error:
            raise SealingError("--secrets sealed needs a package: pip install 'pulumi-homelab[sealed]'") from error
        try:
            parsed = x509.load_pem_x509_certificate(certificate.read_bytes())
        except ValueError as error:
            raise SealingError(
                f"--sealing-certificate {certificate}: expected a certificate in PEM form, as `kubeseal --fetch-cert` "
                "prints"
            ) from error
        key = parsed.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise SealingError(f"--sealing-certificate {certificate}: expected an RSA key, as controllers have")
        return cls(key, parsed.fingerprint(hashes.SHA256()).hex(), digest_key)

    def sealed(self, secret: Manifest, earlier: Mapping[str, Any] | None) -> Manifest:
        """A SealedSecret of a Secret.

        :param earlier: What an earlier render has under this name; it stays if it was sealed from the same.
        """
        stored = as_stored(secret)
        metadata: dict[str, Any] = stored["metadata"]
        name, namespace = metadata["name"], metadata.get("namespace", "default")
        digest = self._digest(stored)
        if earlier is not None and (earlier.get("metadata") or {}).get("annotations", {}).get(CONTENT) == digest:
            return {**earlier}
        label = f"{namespace}/{name}".encode()
        annotations = {**metadata.get("annotations", {}), CONTENT: digest}
        template = {"metadata": {**metadata, "namespace": namespace}, "type": stored.get("type", "Opaque")}
        if "immutable" in stored:
            template["immutable"] = stored["immutable"]
        return {
            "apiVersion": API_VERSION,
            "kind": KIND,
            "metadata": {**metadata, "namespace": namespace, "annotations": annotations},
            "spec": {
                "encryptedData": {key: self._sealed_value(value, label) for key, value in stored["data"].items()},
                "template": template,
            },
        }

    def _digest(self, stored: Manifest) -> str:
        content = json.dumps([self.fingerprint, stored], sort_keys=True).encode()
        return hmac.new(self.digest_key.encode(), content, hashlib.sha256).hexdigest()

    def _sealed_value(self, encoded: str, label: bytes) -> str:
        """A value encrypted with a key of its own, behind that key, encrypted for the controller."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        session_key = os.urandom(_KEY_BYTES)
        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label)
        encrypted_key = self.key.encrypt(session_key, oaep)
        # The key is used once: a fixed nonce, as the controller expects it.
        content = AESGCM(session_key).encrypt(_NONCE, base64.b64decode(encoded), None)
        return base64.b64encode(len(encrypted_key).to_bytes(2, "big") + encrypted_key + content).decode()
