"""Keys that nobody computes offline."""

import pulumi
import pulumi_tls as tls

from homelab.offline import record


def test_a_key_is_a_placeholder_in_the_form_of_one_and_its_private_part_is_secret():
    def program() -> None:
        key = tls.PrivateKey("signing", algorithm="RSA")
        pulumi.export("public", key.public_key_pem)
        pulumi.export("private", key.private_key_pem)

    recording = record(program)
    assert recording.exports["private"].startswith("-----BEGIN RSA PRIVATE KEY-----\nplaceholder of signing-")
    assert recording.exports["public"].startswith("-----BEGIN PUBLIC KEY-----\n")
    assert recording.secret_exports == {"private"}
