"""Arguments of `homelab.aws.edge.component.Edge`."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import BUCKET, NAMESPACE, NETWORKS, OBJECT_NAME, is_network, matching, whole_number
from homelab.aws.component import GLOBAL_REGION, SUBNET_IDS, VPC_ID, AWSArgs
from homelab.aws.edge.firewall_rules import RULES
from homelab.aws.logs import RETENTION_DAYS
from homelab.choices import Choice
from homelab.components.librechat.access import STREAM_SECONDS

READ_TIMEOUT = 120
IDLE_TIMEOUT = 300
RATE_LIMIT = 2000
AUTH_RATE_LIMIT = 300
CERTIFICATE = r"arn:aws[a-z-]*:acm:{region}:[0-9]{{12}}:certificate/[-0-9a-zA-Z]+"
_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_MAX_CERTIFIED = 64
"""Characters of a domain that ACM issues a certificate for."""
_MAX_SOURCES = 25
"""Networks in a security group, which holds 60 rules, with two ports for each."""

PUBLIC_DOMAIN = matching(
    rf"({_LABEL}\.)+(xn--[-a-z0-9]+|[a-z]{{2,63}})",
    "a public domain name without scheme, port and path such as 'chat.example.com'",
    max_length=253,
)
SECURITY_GROUP = matching(r"sg-[0-9a-f]+", "the id of a security group such as 'sg-0a1b2c3d'")
SOURCES = Constraint(
    "a list of networks such as '203.0.113.0/24', and not /0, which is everyone: leave it out then",
    lambda value: (
        len(value) > 0 and all(is_network(each) and ipaddress.ip_network(each).prefixlen > 0 for each in value)
    ),
)
COUNTED = Constraint(
    "a list of names of rules in AWS's groups, such as 'SizeRestrictions_QUERYSTRING'",
    lambda value: all(each in RULES for each in value),
)


def _nothing_with_skip(*fields: str) -> Rule:
    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if group.get("skip"):
            yield from (f"{name} has no effect with skip: remove one" for name in fields if name in group)

    return Rule(("skip", *fields), violations)


class PriceClass(StrEnum):
    """Places from which CloudFront answers."""

    NEAREST = "PriceClass_100"
    """North America, Europe and Israel."""
    MOST = "PriceClass_200"
    """All but South America, Australia and New Zealand."""
    ALL = "PriceClass_All"
    """All."""


PriceClassChoice: TypeAlias = Choice[PriceClass, Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]]


@rules(_nothing_with_skip("price_class", "read_timeout", "certificate_arn"))
@constrain(
    read_timeout=whole_number(1, 180),
    certificate_arn=matching(
        CERTIFICATE.format(region=GLOBAL_REGION),
        f"the ARN of a certificate in {GLOBAL_REGION}, the only region whose certificates CloudFront takes",
    ),
)
class CloudFrontArgs(TypedDict):
    """The content delivery network in front of an internal load balancer."""

    skip: NotRequired[bool]
    """Whether the load balancer is all there is. Default: false."""
    price_class: NotRequired[PriceClassChoice]
    """Places from which it answers; users elsewhere are served from the nearest of them. Default: PriceClass_100."""
    read_timeout: NotRequired[int]
    """Longest pause in a response, in seconds: a model that thinks longer without a word is cut off. More than 120 may
    need a higher quota. Default: 120."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """Existing certificate in us-east-1. Default: one is issued, by a record in the hosted zone."""


@constrain(
    idle_timeout=whole_number(1, STREAM_SECONDS),
    certificate_arn=matching(CERTIFICATE.format(region="[-a-z0-9]+"), "the ARN of a certificate of ACM"),
)
class LoadBalancerArgs(TypedDict):
    """The Application Load Balancer."""

    internet_facing: NotRequired[bool]
    """Whether it has public addresses, without CloudFront; its subnets are public then. Default: false."""
    idle_timeout: NotRequired[int]
    """Longest pause in a connection, in seconds. Default: 300."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """Existing certificate in the load balancer's region. Default: one is issued, by a record in the hosted zone."""


def _auth_is_lower(group: Mapping[str, Any]) -> Iterable[str]:
    whole, auth = group.get("rate_limit", RATE_LIMIT), group.get("auth_rate_limit", AUTH_RATE_LIMIT)
    if auth >= whole:
        yield f"auth_rate_limit {auth} has no effect unless it is below rate_limit {whole}"


@rules(
    _nothing_with_skip("rate_limit", "auth_rate_limit", "count_rules", "log_retention_days"),
    Rule(("rate_limit", "auth_rate_limit"), _auth_is_lower),
)
@constrain(
    rate_limit=whole_number(10, 2_000_000_000),
    auth_rate_limit=whole_number(10, 2_000_000_000),
    count_rules=COUNTED,
    log_retention_days=RETENTION_DAYS,
)
class FirewallArgs(TypedDict):
    """The web application firewall, in front of CloudFront, or of the load balancer without it."""

    skip: NotRequired[bool]
    """Whether there is none. Default: false."""
    rate_limit: NotRequired[int]
    """Requests of one address within five minutes; an office may be one. Default: 2000."""
    auth_rate_limit: NotRequired[int]
    """The same for sign-in, below ``/api/auth/``, where each page that is opened counts as one. Default: 300."""
    count_rules: NotRequired[list[str]]
    """Rules of AWS's groups that are to count and not to block, in addition to those that look into what is sent, which
    block uploads, long prompts and pasted code. Default: none."""
    log_retention_days: NotRequired[int]
    """Days for which it is logged what was blocked or counted. Default: 30."""


@constrain(bucket=BUCKET)
class AccessLogsArgs(TypedDict):
    """Logs of all requests, in S3."""

    bucket: pulumi.Input[str]
    """Existing bucket, whose policy admits the services that write logs: see docs/aws/edge.md."""


class FailoverRole(StrEnum):
    """Which of two regions a workspace is in."""

    PRIMARY = "primary"
    """The one that serves while it is healthy."""
    SECONDARY = "secondary"
    """The one that serves otherwise."""


FailoverRoleChoice: TypeAlias = Choice[FailoverRole, Literal["primary", "secondary"]]


def _is_asked(group: Mapping[str, Any]) -> bool:
    """Whether Route 53 asks the load balancer for its health."""
    return group["role"] == FailoverRole.PRIMARY and "health_check_id" not in group


def _out_of_service(group: Mapping[str, Any]) -> Iterable[str]:
    if "out_of_service" in group and not _is_asked(group):
        yield "out_of_service has an effect for the primary region without health_check_id alone: remove it"


@rules(Rule(("role", "health_check_id", "out_of_service"), _out_of_service))
@constrain(health_check_id=matching(r"[-0-9a-f]{1,64}", "the id of a health check of Route 53"))
class FailoverArgs(TypedDict):
    """One of two regions, of which DNS names the healthy one."""

    role: FailoverRoleChoice
    """Primary or secondary."""
    health_check_id: NotRequired[pulumi.Input[str]]
    """Existing health check, such as one of an alarm, where Route 53's own clients are not admitted. Default: for the
    primary one that asks its load balancer for ``/readyz``."""
    out_of_service: NotRequired[bool]
    """Whether DNS names the other region even if the primary one is healthy again, until its data is current.
    Default: false."""


def uses_cloudfront(args: Mapping[str, Any]) -> bool:
    """Whether CloudFront is in front of the load balancer."""
    return not args.get("cloudfront", {}).get("skip", False)


def is_internet_facing(args: Mapping[str, Any]) -> bool:
    """Whether the load balancer has public addresses."""
    return args.get("load_balancer", {}).get("internet_facing", False)


def uses_firewall(args: Mapping[str, Any]) -> bool:
    """Whether there is a web application firewall."""
    return not args.get("firewall", {}).get("skip", False)


def _certificates(group: Mapping[str, Any]) -> Iterable[str]:
    needed = [name for name in ("cloudfront", "load_balancer") if name != "cloudfront" or uses_cloudfront(group)]
    missing = [f"{name}.certificate_arn" for name in needed if "certificate_arn" not in group.get(name, {})]
    domain = group["domain"]
    if missing and "hosted_zone_id" not in group:
        yield f"missing argument hosted_zone_id: to do without it, set {' and '.join(missing)}"
    if missing and isinstance(domain, str) and len(domain) > _MAX_CERTIFIED:
        long = f"{len(domain)} characters, and ACM issues certificates for at most {_MAX_CERTIFIED}"
        yield f"domain has {long}: shorten it, or set {' and '.join(missing)}"


def _certificate_region(group: Mapping[str, Any]) -> Iterable[str]:
    certificate, region = group.get("load_balancer", {}).get("certificate_arn"), group.get("region")
    if isinstance(certificate, str) and region is not None and certificate.split(":")[3] != region:
        yield f"load_balancer.certificate_arn: expected a certificate in {region}, got {certificate!r}"


def _internet_facing(group: Mapping[str, Any]) -> Iterable[str]:
    if is_internet_facing(group) and uses_cloudfront(group):
        yield (
            "load_balancer.internet_facing needs cloudfront.skip: CloudFront connects to an internal load balancer, "
            "which nobody else can reach"
        )


def _timeouts(group: Mapping[str, Any]) -> Iterable[str]:
    read = group.get("cloudfront", {}).get("read_timeout", READ_TIMEOUT)
    idle = group.get("load_balancer", {}).get("idle_timeout", IDLE_TIMEOUT)
    if uses_cloudfront(group) and idle < read:
        yield f"load_balancer.idle_timeout {idle} is below cloudfront.read_timeout {read}: it would end the pause first"


def _sources(group: Mapping[str, Any]) -> Iterable[str]:
    if "allow_from" not in group:
        return
    if uses_cloudfront(group):
        if not uses_firewall(group):
            yield "allow_from needs the firewall in front of CloudFront: remove firewall.skip"
        return
    networks = [ipaddress.ip_network(each) for each in group["allow_from"]]
    if any(each.version == 6 for each in networks):
        yield "allow_from: the load balancer has IPv4 addresses alone: leave out networks of IPv6"
    if len(networks) > _MAX_SOURCES:
        yield f"allow_from: expected at most {_MAX_SOURCES} networks without CloudFront, got {len(networks)}"


def _failover(group: Mapping[str, Any]) -> Iterable[str]:
    if "failover" not in group:
        return
    if uses_cloudfront(group):
        yield "failover needs cloudfront.skip: CloudFront serves a domain by one distribution, not by one a region"
    if "hosted_zone_id" not in group:
        yield "failover needs hosted_zone_id, as it is by records in it"
    if _is_asked(group["failover"]) and (not is_internet_facing(group) or "allow_from" in group):
        yield (
            "missing argument failover.health_check_id: Route 53's own clients reach only a load balancer that is "
            "load_balancer.internet_facing without allow_from"
        )


@rules(
    Rule(("region", "load_balancer"), _certificate_region),
    Rule(("cloudfront", "load_balancer"), _internet_facing),
    Rule(("cloudfront", "load_balancer"), _timeouts),
    Rule(("allow_from", "cloudfront", "firewall", "load_balancer"), _sources),
    Rule(("failover", "cloudfront", "hosted_zone_id", "load_balancer", "allow_from"), _failover),
)
@constrain(
    hosted_zone_id=matching(r"Z[A-Z0-9]{4,31}", "the id of a hosted zone such as 'Z0123456789ABCDEFGHIJ'"),
    subnet_cidrs=NETWORKS,
    allow_from=SOURCES,
)
class EdgeSettings(AWSArgs):
    """What is in front of LibreChat.

    ``retain`` protects the load balancer from deletion, as all users depend on it.
    """

    hosted_zone_id: NotRequired[pulumi.Input[str]]
    """Hosted zone of Route 53 in which the domain is, for its records and those that prove it to ACM. Default: none;
    certificates exist, and the domain's records are created elsewhere."""
    subnet_cidrs: NotRequired[list[str]]
    """Networks of the load balancer's subnets, from which it connects to LibreChat's pods. Default: all private
    networks."""
    cloudfront: NotRequired[CloudFrontArgs]
    """CloudFront. Default: in front of the load balancer."""
    load_balancer: NotRequired[LoadBalancerArgs]
    """The load balancer. Default: an internal one."""
    firewall: NotRequired[FirewallArgs]
    """The web application firewall. Default: AWS's groups of rules, and limits of requests."""
    allow_from: NotRequired[list[str]]
    """Networks of users. Default: everyone; private networks with an internal load balancer alone."""
    access_logs: NotRequired[AccessLogsArgs]
    """Logs of all requests. Default: none."""
    failover: NotRequired[FailoverArgs]
    """Failover between two regions by DNS, with load balancers alone. Default: none."""


@rules(
    Rule(("domain", "hosted_zone_id", "cloudfront", "load_balancer"), _certificates),
)
@constrain(
    domain=PUBLIC_DOMAIN,
    vpc_id=VPC_ID,
    subnet_ids=SUBNET_IDS,
    pod_security_group_id=SECURITY_GROUP,
    namespace=NAMESPACE,
    service_name=OBJECT_NAME,
)
class EdgeArgs(EdgeSettings):
    """How users reach LibreChat."""

    domain: pulumi.Input[str]
    """Domain name for users."""
    vpc_id: pulumi.Input[str]
    """The cluster's VPC; for CloudFront it has an internet gateway, whether or not anything uses it."""
    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Subnets of the load balancer in at least two availability zones: private ones, public ones for one that is
    internet-facing."""
    pod_security_group_id: pulumi.Input[str]
    """Security group of the pods: that of the cluster, unless they have one of their own."""
    namespace: pulumi.Input[str]
    """Existing namespace of the workspace."""
    service_name: str
    """Name of LibreChat's Service: ``<name of the workspace>-librechat``. It may be created later."""
