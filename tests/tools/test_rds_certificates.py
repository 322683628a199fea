"""Certificates of RDS's authorities, out of a bundle."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tools.rds_certificates import by_region

TODAY = datetime(2026, 11, 28, tzinfo=UTC)


def authority(name: str, *, days: int = 365, signed_by_itself: bool = True) -> bytes:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(TODAY - timedelta(days=1000))
        .not_valid_after(TODAY + timedelta(days=days))
        .sign(key if signed_by_itself else other, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM)


def test_each_region_has_its_own_authorities_in_a_stable_order():
    first, second = (
        authority("Amazon RDS eu-west-1 Root CA RSA2048 G1"),
        authority("Amazon RDS us-east-1 Root CA ECC384 G1"),
    )
    third = authority("Amazon RDS eu-west-1 Root CA ECC384 G1")
    found = by_region(first + second + third, TODAY)
    assert found == {"eu-west-1": (third + first).decode(), "us-east-1": second.decode()}


@pytest.mark.parametrize(
    "other",
    [
        authority("Amazon RDS eu-west-1 Root CA RSA2048 G1", days=-1),
        authority("Amazon RDS Beta us-east-1 Root CA RSA2048 G1"),
        authority("Somebody else's Root CA"),
    ],
    ids=["expired", "beta", "foreign"],
)
def test_what_no_server_has_is_left_out(other: bytes):
    known = authority("Amazon RDS us-east-1 Root CA ECC384 G1")
    assert by_region(other + known, TODAY) == {"us-east-1": known.decode()}


def test_an_authority_that_another_one_signed_is_refused():
    with pytest.raises(InvalidSignature):
        by_region(authority("Amazon RDS eu-west-1 Root CA RSA2048 G1", signed_by_itself=False), TODAY)
