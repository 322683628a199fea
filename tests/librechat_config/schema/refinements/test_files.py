import pytest

from tests.librechat_config.schema.checked import found_by_schema


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cloudfront: {domain: 'https://a', invalidateOnDelete: true}", "cloudfront.distributionId: missing"),
        ("cloudfront: {domain: 'https://a', imageSigning: cookies}", "cloudfront.cookieDomain: missing"),
        ("cloudfront: {domain: 'https://a', requireSignedAccess: true}", "cloudfront.imageSigning: expected cookies"),
        (
            "cloudfront: {domain: 'https://a', cookieDomain: a.b}",
            "cloudfront.cookieDomain: expected a domain with a dot",
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line
