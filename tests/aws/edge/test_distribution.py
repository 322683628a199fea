"""CloudFront: its way to the load balancer, what it caches, and its timeouts."""

from typing import Any

from homelab.aws.edge.distribution import ALL_VIEWER, CACHING_DISABLED, CACHING_OPTIMIZED
from tests.aws.edge.edges import ALONE, edge
from tests.aws.recordings import of_type, only

ALL_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}


def distribution(**args: Any) -> Any:
    return only(edge(args), "aws:cloudfront/distribution:Distribution").inputs


def test_it_reaches_the_load_balancer_within_the_vpc_once_metrics_are_hidden():
    recording = edge()
    origin = only(recording, "aws:cloudfront/vpcOrigin:VpcOrigin")
    balancer = only(recording, "aws:lb/loadBalancer:LoadBalancer")
    endpoint = origin.inputs["vpcOriginEndpointConfig"]
    assert endpoint["arn"] == balancer.outputs["arn"]
    assert endpoint["originProtocolPolicy"] == "https-only"
    assert endpoint["originSslProtocols"]["items"] == ["TLSv1.2"]
    assert only(recording, "aws:lb/listenerRule:ListenerRule").urn in origin.dependencies
    (source,) = only(recording, "aws:cloudfront/distribution:Distribution").inputs["origins"]
    assert source["domainName"] == balancer.outputs["dnsName"]
    assert source["vpcOriginConfig"] == {
        "vpcOriginId": origin.id,
        "originReadTimeout": 120,
        "originKeepaliveTimeout": 60,
    }


def test_the_longest_pause_is_an_argument():
    (source,) = distribution(cloudfront={"read_timeout": 180})["origins"]
    assert source["vpcOriginConfig"]["originReadTimeout"] == 180


def test_answers_and_websockets_pass_as_they_come():
    behavior = distribution()["defaultCacheBehavior"]
    assert behavior["compress"] is False
    assert (behavior["cachePolicyId"], behavior["originRequestPolicyId"]) == (CACHING_DISABLED, ALL_VIEWER)
    assert {*behavior["allowedMethods"]} == ALL_METHODS
    assert behavior["viewerProtocolPolicy"] == "redirect-to-https"


def test_only_librechats_own_files_are_cached():
    (assets,) = distribution()["orderedCacheBehaviors"]
    assert (assets["pathPattern"], assets["cachePolicyId"]) == ("/assets/*", CACHING_OPTIMIZED)
    # Without the Host that users ask for, the load balancer's certificate would not fit.
    assert assets["originRequestPolicyId"] == ALL_VIEWER
    assert assets["viewerProtocolPolicy"] == "redirect-to-https"


def test_errors_are_not_kept_for_other_users():
    errors = {each["errorCode"]: each["errorCachingMinTtl"] for each in distribution()["customErrorResponses"]}
    assert {403, 404, 500, 502, 503, 504} <= errors.keys()
    assert {*errors.values()} == {0}


def test_browsers_connect_by_tls_at_the_domain():
    found = distribution(cloudfront={"price_class": "PriceClass_All"})
    assert found["aliases"] == ["chat.example.com"]
    assert found["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
    assert found["viewerCertificate"]["sslSupportMethod"] == "sni-only"
    assert (found["httpVersion"], found["isIpv6Enabled"]) == ("http2and3", True)
    assert (found["priceClass"], distribution()["priceClass"]) == ("PriceClass_All", "PriceClass_100")
    assert found["restrictions"] == {"geoRestriction": {"restrictionType": "none"}}


def test_requests_are_logged_where_asked_without_queries_and_cookies():
    recording = edge({"region": "eu-central-1", "access_logs": {"bucket": "logs"}})
    source = only(recording, "aws:cloudwatch/logDeliverySource:LogDeliverySource")
    destination = only(recording, "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    delivery = only(recording, "aws:cloudwatch/logDelivery:LogDelivery")
    assert {each.inputs["region"] for each in (source, destination, delivery)} == {"us-east-1"}
    assert source.inputs["logType"] == "ACCESS_LOGS"
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": "arn:aws:s3:::logs"}
    fields = delivery.inputs["recordFields"]
    assert not {"cs-uri-query", "cs(Cookie)", "cs(Referer)"} & {*fields}
    assert {"c-ip", "cs-uri-stem", "sc-status"} <= {*fields}
    assert not of_type(edge(), "aws:cloudwatch/logDelivery:LogDelivery")


def test_it_can_be_left_out():
    recording = edge(ALONE)
    assert not [each for each in recording.resources if each.type.startswith("aws:cloudfront")]
