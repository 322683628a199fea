"""Writes the certificates of RDS's authorities from AWS's bundle into homelab/aws/certificates, one file a region.

``python -m tools.rds_certificates global-bundle.pem``, a file that was downloaded from `certificates.BUNDLE_URL`.
"""

import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

FOLDER = Path(__file__).parent.parent / "homelab" / "aws" / "certificates"
_NAME = re.compile(r"Amazon RDS ([a-z]+-[a-z]+-[0-9]) Root CA (?:RSA2048|RSA4096|ECC384) G[0-9]")


def by_region(bundle: bytes, today: datetime) -> dict[str, str]:
    """PEM of the authorities of each region that are valid on a day; those of RDS's own tests are left out.

    :raises InvalidSignature: An authority is not signed by itself.
    """
    found: dict[str, list[x509.Certificate]] = defaultdict(list)
    for each in x509.load_pem_x509_certificates(bundle):
        name = _NAME.fullmatch(_common_name(each))
        if name and each.not_valid_before_utc <= today < each.not_valid_after_utc:
            each.verify_directly_issued_by(each)
            found[name[1]].append(each)
    return {region: _pem(certificates) for region, certificates in sorted(found.items())}


def _pem(certificates: list[x509.Certificate]) -> str:
    return "".join(each.public_bytes(Encoding.PEM).decode() for each in sorted(certificates, key=_common_name))


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)


def main(bundle: Path) -> None:
    """Write one file for each region of a bundle."""
    FOLDER.mkdir(exist_ok=True)
    for region, text in by_region(bundle.read_bytes(), datetime.now(UTC)).items():
        (FOLDER / f"{region}.pem").write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
