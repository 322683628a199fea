"""The distribution for files: signed requests, one certificate, headers, names and logs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from homelab.aws import FileBucket
from homelab.aws.content_delivery import shared_domain
from homelab.offline import Recording
from tests.aws.recordings import of_type, only, recorded

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/abc"
BASE = {"domain": "files.example.com", "certificate_arn": CERTIFICATE}
ZONE = {"domain": "files.example.com", "hosted_zone_id": "Z0123456789"}


def delivery(args: Mapping[str, Any] = MappingProxyType(BASE)) -> Recording:
    return recorded(
        lambda: FileBucket("files", {"domain": "chat.example.com", "region": "eu-central-1", "cloudfront": {**args}})  # type: ignore[typeddict-item]
    )


def distribution(recording: Recording) -> Mapping[str, Any]:
    return only(recording, "aws:cloudfront/distribution:Distribution").inputs


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("files.example.com", "chat.example.com", "example.com"),
        ("files.chat.example.com", "chat.example.com", "chat.example.com"),
        ("files.eu.example.com", "chat.us.example.com", "example.com"),
        ("files.example.co.uk", "chat.example.co.uk", "example.co.uk"),
        ("files.example.com", "chat.example.org", None),
        ("files.other.com", "chat.example.com", None),
        ("files.other.co.uk", "chat.example.co.uk", None),
        ("badexample.com", "example.com", None),
        ("files.example.com", "localhost", None),
    ],
)
def test_cookies_are_for_the_nearest_domain_of_both(one: str, other: str, shared: str | None):
    assert shared_domain(one, other) == shared == shared_domain(other, one)


def test_every_request_is_signed_by_the_key_of_librechat():
    recording = delivery()
    group = only(recording, "aws:cloudfront/keyGroup:KeyGroup")
    public = only(recording, "aws:cloudfront/publicKey:PublicKey")
    key = only(recording, "tls:index/privateKey:PrivateKey")
    # CloudFront takes no longer keys, and LibreChat's signer no elliptic curves.
    assert (key.inputs["algorithm"], key.inputs["rsaBits"]) == ("RSA", 2048)
    assert public.inputs["encodedKey"] == key.outputs["publicKeyPem"]
    assert group.inputs["items"] == [public.id]
    assert distribution(recording)["defaultCacheBehavior"]["trustedKeyGroups"] == [group.id]
    assert "orderedCacheBehaviors" not in distribution(recording)


def test_cloudfront_signs_its_requests_to_the_bucket():
    recording = delivery()
    access = only(recording, "aws:cloudfront/originAccessControl:OriginAccessControl")
    assert access.inputs["originAccessControlOriginType"] == "s3"
    assert (access.inputs["signingBehavior"], access.inputs["signingProtocol"]) == ("always", "sigv4")
    bucket = only(recording, "aws:s3/bucket:Bucket")
    (origin,) = distribution(recording)["origins"]
    assert origin["originAccessControlId"] == access.id
    assert origin["domainName"] == bucket.outputs["bucketRegionalDomainName"]


def test_connections_are_encrypted_as_of_2021():
    assert distribution(delivery())["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }
    assert distribution(delivery())["defaultCacheBehavior"]["viewerProtocolPolicy"] == "redirect-to-https"


def test_a_download_is_cached_by_the_name_it_is_saved_as():
    parameters = only(delivery(), "aws:cloudfront/cachePolicy:CachePolicy").inputs[
        "parametersInCacheKeyAndForwardedToOrigin"
    ]
    assert parameters["queryStringsConfig"] == {
        "queryStringBehavior": "whitelist",
        "queryStrings": {"items": ["response-content-disposition", "response-content-type"]},
    }


def test_the_chat_reads_files_with_its_cookies_and_files_run_no_scripts():
    headers = only(delivery(), "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs
    cors = headers["corsConfig"]
    assert cors["accessControlAllowOrigins"] == {"items": ["https://chat.example.com"]}
    assert cors["accessControlAllowCredentials"] is True
    assert cors["accessControlAllowMethods"] == {"items": ["GET", "HEAD"]}
    security = headers["securityHeadersConfig"]
    assert security["contentSecurityPolicy"]["contentSecurityPolicy"] == "default-src 'none'"
    assert security["contentTypeOptions"] == {"override": True}


def test_a_certificate_is_issued_in_the_region_that_cloudfront_reads():
    recording = delivery(ZONE)
    certificate = only(recording, "aws:acm/certificate:Certificate")
    validation = only(recording, "aws:acm/certificateValidation:CertificateValidation")
    (record,) = (each for each in of_type(recording, "aws:route53/record:Record") if each.inputs["type"] == "CNAME")
    assert certificate.inputs["domainName"] == "files.example.com"
    assert {certificate.inputs["region"], validation.inputs["region"]} == {"us-east-1"}
    assert (record.inputs["zoneId"], record.inputs["allowOverwrite"]) == ("Z0123456789", True)
    assert validation.inputs["validationRecordFqdns"] == [record.outputs["fqdn"]]
    # A distribution with a certificate that is not issued is refused.
    awaited = only(recording, "aws:cloudfront/distribution:Distribution").dependencies
    assert validation.urn in awaited


def test_the_domain_points_at_the_distribution_in_both_families():
    recording = delivery(ZONE)
    records = [each.inputs for each in of_type(recording, "aws:route53/record:Record") if "aliases" in each.inputs]
    assert {each["type"] for each in records} == {"A", "AAAA"}
    assert {each["name"] for each in records} == {"files.example.com"}
    domain = only(recording, "aws:cloudfront/distribution:Distribution").outputs["domainName"]
    assert all(
        each["aliases"] == [{"name": domain, "zoneId": "Z2FDTNDATAQYW2", "evaluateTargetHealth": False}]
        for each in records
    )
    assert of_type(delivery(), "aws:route53/record:Record") == []


def test_requests_are_logged_on_request():
    recording = delivery({**BASE, "log_bucket_arn": "arn:aws:s3:::logs"})
    source = only(recording, "aws:cloudwatch/logDeliverySource:LogDeliverySource")
    destination = only(recording, "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    link = only(recording, "aws:cloudwatch/logDelivery:LogDelivery")
    assert source.inputs["resourceArn"] == only(recording, "aws:cloudfront/distribution:Distribution").outputs["arn"]
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": "arn:aws:s3:::logs"}
    assert link.inputs["deliverySourceName"] == source.outputs["name"]
    assert {each.inputs["region"] for each in (source, destination, link)} == {"us-east-1"}
    assert of_type(delivery(), "aws:cloudwatch/logDelivery:LogDelivery") == []
