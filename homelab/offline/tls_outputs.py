"""Stand-ins for what the provider of TLS computes: keys, which are none."""

from collections.abc import Mapping


def outputs(id_: str) -> Mapping[str, str]:
    """Outputs of a new key, in the form that those who take it expect."""
    return {
        "privateKeyPem": _pem("RSA PRIVATE KEY", id_),
        "privateKeyPemPkcs8": _pem("PRIVATE KEY", id_),
        "publicKeyPem": _pem("PUBLIC KEY", id_),
    }


def _pem(kind: str, content: str) -> str:
    return f"-----BEGIN {kind}-----\nplaceholder of {content}\n-----END {kind}-----\n"
