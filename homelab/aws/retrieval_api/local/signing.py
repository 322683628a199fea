"""Signatures of AWS, for an API that is authorized by IAM."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

from homelab.aws.retrieval_api.local.errors import CredentialsError

SERVICE = "execute-api"
Sign = Callable[[str, str, bytes, Mapping[str, str]], Mapping[str, str]]
"""From method, URL, body and headers to headers with a signature."""


def create_signer(endpoint: str, session: Session | None = None) -> Sign:
    """Sign by the credentials that AWS's own command would use.

    :param endpoint: URL of the API, which says its region, unless it has a domain of its own.
    :raises CredentialsError: There are no credentials, or no region.
    """
    session = session or Session()
    credentials = session.get_credentials()
    if credentials is None:
        raise CredentialsError("no credentials of AWS: sign in, as by `aws sso login`, or set AWS_PROFILE")
    region = _region_in(endpoint) or session.get_config_variable("region")
    if not region:
        raise CredentialsError(f"{endpoint} does not say its region: set AWS_DEFAULT_REGION")
    # Those of a role expire; the session renews them.
    auth = SigV4Auth(credentials, SERVICE, region)

    def sign(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, str]:
        request = AWSRequest(method=method, url=url, data=body, headers={**headers})
        auth.add_auth(request)
        return {name: str(value) for name, value in request.headers.items()}

    return sign


def _region_in(endpoint: str) -> str | None:
    """The region in ``https://ID.execute-api.REGION.amazonaws.com``."""
    parts = (urlsplit(endpoint).hostname or "").split(".")
    return parts[2] if len(parts) > 3 and parts[1] == SERVICE else None
