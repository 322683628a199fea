"""An edge and the workspace behind it, in one program."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspace
from homelab.aws import Edge
from homelab.offline import Recording
from homelab.offline.network import Address, NetworkPolicies, Pod
from tests.aws.edge.edges import ALONE, ARGS, PUBLIC, edge
from tests.aws.recordings import of_type, only, recorded

MODES: dict[str, dict[str, Any]] = {"CloudFront": {}, "internal": ALONE, "internet-facing": PUBLIC}
EVERYTHING = {"access_logs": {"bucket": "logs"}, "allow_from": ["203.0.113.0/24"]}


def workspace(args: Mapping[str, Any] = MappingProxyType({}), **librechat: Any) -> Recording:
    def program() -> None:
        created = Edge("chat", {**ARGS, **args})  # type: ignore[typeddict-item]
        AIWorkspace(
            "ai",
            {"namespace": "ai", "create_namespace": False, "librechat": {**created.librechat, **librechat}},  # type: ignore[typeddict-item]
        )

    return recorded(program)


def variables(recording: Recording) -> dict[str, str]:
    maps = of_type(recording, "kubernetes:core/v1:ConfigMap")
    (found,) = (each.inputs["data"] for each in maps if "TRUST_PROXY" in each.inputs["data"])
    return found


def may_connect(recording: Recording, source: Any, port: int) -> bool:
    manifests = [dict(each.manifest) for each in recording.objects]
    deployments = {each["metadata"]["name"]: each for each in manifests if each["kind"] == "Deployment"}
    labels = deployments["ai-librechat"]["spec"]["template"]["metadata"]["labels"]
    return NetworkPolicies(manifests).allows(source, Pod("ai-librechat", "ai", labels), port)


def test_the_workspace_behind_it_admits_the_load_balancers_subnets_and_nobody_else():
    recording = workspace()
    assert may_connect(recording, Address.parse("10.0.10.9"), 3080)
    assert may_connect(recording, Address.parse("10.0.11.9"), 3080)
    assert not may_connect(recording, Address.parse("10.0.12.9"), 3080)
    assert not may_connect(recording, Address.parse("10.0.10.9"), 3081)
    assert not may_connect(recording, Pod("a", "other", {}), 3080)
    assert not of_type(recording, "kubernetes:networking.k8s.io/v1:Ingress")


@pytest.mark.parametrize(("args", "hops"), [({}, "2"), (ALONE, "1"), (PUBLIC, "1")])
def test_librechat_counts_the_proxies_in_front_of_it(args: dict[str, Any], hops: str):
    assert variables(workspace(args))["TRUST_PROXY"] == hops


def test_librechat_knows_its_public_address():
    found = variables(workspace())
    assert found["DOMAIN_CLIENT"] == found["DOMAIN_SERVER"] == "https://chat.example.com"
    assert "SESSION_COOKIE_SECURE" not in found


@pytest.mark.parametrize("idle", [300, 3600])
def test_librechat_keeps_connections_open_for_longer_than_the_load_balancer(idle: int):
    recording = workspace({"load_balancer": {"idle_timeout": idle}}, env={"DEBUG_LOGGING": "true"})
    assert int(variables(recording)["HTTP_KEEP_ALIVE_TIMEOUT_MS"]) > idle * 1000
    assert only(recording, "aws:lb/loadBalancer:LoadBalancer").inputs["idleTimeout"] == idle


def test_the_binding_names_the_service_of_the_workspace():
    recording = workspace()
    reference = only(recording, "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding").inputs["spec"]["serviceRef"]
    services = of_type(recording, "kubernetes:core/v1:Service")
    (service,) = (each.inputs for each in services if each.inputs["metadata"]["name"] == reference["name"])
    assert reference["port"] in [port["port"] for port in service["spec"]["ports"]]


def test_the_workspace_waits_for_nothing_of_the_edge():
    recording = workspace()
    outside = {each.urn for each in recording.resources if each.type.startswith("aws:")}
    for each in of_type(recording, "kubernetes:apps/v1:Deployment"):
        assert not outside & {*each.dependencies}


@pytest.mark.parametrize("args", MODES.values(), ids=MODES)
def test_what_others_monitor_is_known(args: dict[str, Any]):
    found: dict[str, Any] = {}

    def program() -> None:
        created = Edge("chat", {**ARGS, **args})  # type: ignore[typeddict-item]
        found.update(distribution_id=created.distribution_id, web_acl_name=created.web_acl_name)
        created.url.apply(lambda value: found.update(url=value))
        created.security_group_id.apply(lambda value: found.update(group=value))
        created.load_balancer_arn_suffix.apply(lambda value: found.update(balancer=value))
        created.target_group_arn_suffix.apply(lambda value: found.update(targets=value))

    recording = recorded(program)
    assert found["url"] == "https://chat.example.com"
    assert found["group"] == only(recording, "aws:ec2/securityGroup:SecurityGroup").id
    assert found["balancer"].startswith("app/")
    assert found["targets"].startswith("targetgroup/")
    assert (found["distribution_id"] is None) == ("cloudfront" in args)
    acl = only(recording, "aws:wafv2/webAcl:WebAcl")
    assert acl.inputs["visibilityConfig"]["metricName"] == found["web_acl_name"]


@pytest.mark.parametrize("args", MODES.values(), ids=MODES)
def test_a_preview_needs_no_value_that_aws_chooses(args: dict[str, Any]):
    assert edge({**args, **EVERYTHING}, preview=True).resources


@pytest.mark.parametrize("args", MODES.values(), ids=MODES)
def test_what_is_created_in_the_same_program_may_be_an_output(args: dict[str, Any]):
    names = ("domain", "hosted_zone_id", "vpc_id", "pod_security_group_id", "namespace")

    def program() -> None:
        outputs = {name: pulumi.Output.from_input(ARGS[name]) for name in names}
        Edge("chat", {**ARGS, **args, **outputs})  # type: ignore[typeddict-item]

    assert _inputs(recorded(program)) == _inputs(edge(args))


def _inputs(recording: Recording) -> dict[str, Any]:
    """Inputs of all resources of AWS; what AWS chooses is the same for the same program."""
    return {each.urn: each.inputs for each in recording.resources if each.type.startswith("aws:")}


@pytest.mark.parametrize("args", MODES.values(), ids=MODES)
def test_everything_has_the_users_tags_and_region(args: dict[str, Any]):
    recording = edge({**args, **EVERYTHING, "tags": {"app": "librechat"}, "region": "eu-central-1"})
    without_tags = (
        *("aws:acm/certificateValidation:CertificateValidation", "aws:route53/record:Record"),
        *("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",),
        *("aws:wafv2/webAclAssociation:WebAclAssociation",),
    )
    aws = [each for each in recording.resources if each.type.startswith("aws:")]
    assert not [
        each.name for each in aws if each.type not in without_tags and each.inputs["tags"]["app"] != "librechat"
    ]
    is_global = ("aws:cloudfront/", "aws:route53/")
    regions = {each.inputs["region"] for each in aws if not each.type.startswith(is_global)}
    assert regions == ({"eu-central-1"} if "cloudfront" in args else {"eu-central-1", "us-east-1"})
