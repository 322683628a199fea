"""Signatures of requests to an API that IAM authorizes."""

import pytest
from botocore.session import Session

from homelab.aws.retrieval_api.local.errors import CredentialsError
from homelab.aws.retrieval_api.local.signing import create_signer

ENDPOINT = "https://abc123.execute-api.eu-central-1.amazonaws.com"
VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return Session()


@pytest.fixture
def role(session: Session) -> Session:
    session.set_credentials("EXAMPLE-ID", "example-secret", "example-session")
    return session


def test_a_request_is_signed_for_the_api_of_its_region(role: Session) -> None:
    sign = create_signer(ENDPOINT, role)
    headers = sign("POST", f"{ENDPOINT}/query", b"{}", {"Content-Type": "application/json"})
    signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token"
    assert f"/eu-central-1/execute-api/aws4_request, {signed}" in headers["Authorization"]
    assert headers["X-Amz-Security-Token"] == "example-session"
    assert "example-secret" not in str(headers)


def test_the_signature_covers_method_path_and_body(role: Session) -> None:
    sign = create_signer(ENDPOINT, role)
    requests = [("POST", "/query", b"a"), ("POST", "/query", b"b"), ("POST", "/mcp", b"a"), ("GET", "/query", b"a")]
    signatures = {
        sign(method, ENDPOINT + path, body, {})["Authorization"].rpartition("=")[2] for method, path, body in requests
    }
    assert len(signatures) == 4


def test_a_domain_of_one_s_own_needs_a_region(role: Session) -> None:
    with pytest.raises(
        CredentialsError, match=r"https://docs\.example\.com does not say its region: set AWS_DEFAULT_REGION"
    ):
        create_signer("https://docs.example.com", role)


def test_without_credentials_it_says_how_to_get_some(session: Session) -> None:
    with pytest.raises(CredentialsError, match="no credentials of AWS: sign in"):
        create_signer(ENDPOINT, session)
