"""Certificates: one a region, each waited for, by one record."""

from typing import Any

import pulumi
import pytest

from homelab.aws import Edge
from homelab.offline import Recording
from tests.aws.edge.edges import ALONE, ARGS, certificate, edge
from tests.aws.recordings import of_type, only, recorded

CERTIFICATE = "aws:acm/certificate:Certificate"
REGIONS = {"cloudfront": "us-east-1", "load_balancer": "eu-central-1"}


def used(recording: Recording) -> tuple[Any, Any]:
    """Certificates of CloudFront and of the load balancer."""
    (listener,) = of_type(recording, "aws:lb/listener:Listener")
    viewer = only(recording, "aws:cloudfront/distribution:Distribution").inputs["viewerCertificate"]
    return viewer["acmCertificateArn"], listener.inputs["certificateArn"]


def test_cloudfront_has_one_in_us_east_1_and_the_load_balancer_one_in_its_region():
    recording = edge({"region": "eu-central-1"})
    issued = {each.inputs["region"]: each.outputs["arn"] for each in of_type(recording, CERTIFICATE)}
    assert used(recording) == (issued["us-east-1"], issued["eu-central-1"])
    assert all(each.inputs["validationMethod"] == "DNS" for each in of_type(recording, CERTIFICATE))


def test_both_are_validated_by_one_record():
    recording = edge({"region": "eu-central-1"})
    (record,) = (each for each in of_type(recording, "aws:route53/record:Record") if "records" in each.inputs)
    assert record.inputs["allowOverwrite"] is True
    assert record.inputs["zoneId"] == "Z0123456789ABCDEFGHIJ"
    assert record.inputs["type"] == "CNAME"
    validations = of_type(recording, "aws:acm/certificateValidation:CertificateValidation")
    assert [each.inputs["validationRecordFqdns"] for each in validations] == [[record.outputs["fqdn"]]] * 2
    assert {each.inputs["region"] for each in validations} == {"eu-central-1", "us-east-1"}


def test_servers_wait_for_their_certificates():
    recording = edge({"region": "eu-central-1"})
    validations = {each.urn for each in of_type(recording, "aws:acm/certificateValidation:CertificateValidation")}
    for type_ in ("aws:cloudfront/distribution:Distribution", "aws:lb/listener:Listener"):
        assert validations & {*only(recording, type_).dependencies}, type_


def test_in_us_east_1_one_serves_both():
    recording = edge({"region": "us-east-1"})
    arn = only(recording, CERTIFICATE).outputs["arn"]
    assert used(recording) == (arn, arn)


@pytest.mark.parametrize("known", [True, False], ids=["plain", "Outputs"])
def test_existing_ones_are_used(known: bool):
    def program() -> None:
        arns = {name: certificate(region) for name, region in REGIONS.items()}
        own = {name: {"certificate_arn": arn if known else pulumi.Output.from_input(arn)} for name, arn in arns.items()}
        Edge("chat", {**ARGS, **own})  # type: ignore[typeddict-item]

    recording = recorded(program)
    assert used(recording) == (certificate("us-east-1"), certificate("eu-central-1"))
    assert not of_type(recording, CERTIFICATE)


@pytest.mark.parametrize("args", [{}, ALONE])
def test_without_cloudfront_there_is_none_of_its_own(args: dict[str, Any]):
    assert len(of_type(edge({"region": "eu-central-1", **args}), CERTIFICATE)) == (1 if args else 2)
