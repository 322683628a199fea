"""Certificates of the authorities that sign those of RDS, Aurora and DocumentDB, by region.

They are AWS's own, and in no system's list. Renew them with ``python -m tools.rds_certificates FILE``.
"""

from importlib.resources import files

import pulumi

from homelab.arguments import ArgumentError
from homelab.kubernetes import apply

BUNDLE_URL = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"
"""AWS's own collection, of all regions but those of China and of the US government."""
AUTHORITY = "rds-ca-rsa2048-g1"
"""Authority that a server's certificate is asked from."""
FOLDER = files("homelab.aws") / "certificates"
"""One file for each region."""


def trusted_certificates(region: pulumi.Input[str], own: pulumi.Input[str] | None) -> pulumi.Input[str]:
    """Certificates to trust, as PEM.

    :param own: Argument that replaces those of the region.
    :raises ArgumentError: There are none for the region.
    """
    return apply(region_certificates, region) if own is None else own


def region_certificates(region: str) -> str:
    """Certificates of a region's authorities, as PEM.

    :raises ArgumentError: There are none.
    """
    file = FOLDER / f"{region}.pem"
    if not file.is_file():
        raise ArgumentError(
            f"missing argument ca_pem: no certificates of RDS in {region} are known here; AWS's are in {BUNDLE_URL}, "
            "and those of China and GovCloud where its documentation about SSL with RDS says"
        )
    return file.read_text()
