"""Edge: how users reach LibreChat on AWS."""

import pulumi
import pulumi_aws as aws

from homelab.arguments import check
from homelab.aws.component import AWSComponent
from homelab.aws.edge.args import EdgeArgs, uses_cloudfront, uses_firewall
from homelab.aws.edge.certificates import Certificates
from homelab.aws.edge.distribution import Distribution
from homelab.aws.edge.dns import Records, Target
from homelab.aws.edge.firewall import Firewall
from homelab.aws.edge.load_balancer import LoadBalancer
from homelab.kubernetes import check_name
from homelab.kubernetes.ingress_controllers import IngressController
from homelab.kubernetes.private_hosts import ORGANISATIONS
from homelab.modules.librechat_args import WorkspaceLibreChatArgs

MAX_NAME_LENGTH = 24
"""Names of load balancers have at most 32 characters, of which Pulumi takes eight."""


class Edge(AWSComponent):
    """CloudFront with a web application firewall, in front of an internal load balancer, in front of LibreChat's pods.

    ```python
    edge = Edge("chat", {
        "domain": "chat.example.com",
        "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        "vpc_id": vpc.vpc_id,
        "subnet_ids": vpc.private_subnet_ids,
        "pod_security_group_id": cluster.cluster_security_group_id,
        "namespace": namespace.metadata["name"],
        "service_name": "ai-librechat",
    })
    AIWorkspace("ai", {"librechat": {**edge.librechat, ...}, "create_namespace": False, ...})
    ```

    It needs the AWS Load Balancer Controller, which registers the pods with the load balancer once there are some. With
    ``cloudfront: {skip: true}`` the load balancer is all there is, internal or internet-facing.

    **Cost**: the load balancer by the hour and by its capacity units; the firewall by the month and by the rule, and by
    the request; CloudFront by traffic and requests above what is free; logs by what is blocked or counted; a health
    check by the month. CloudFront's connection to the VPC and certificates cost nothing.
    """

    url: pulumi.Output[str]
    """URL for users."""
    librechat: WorkspaceLibreChatArgs
    """Arguments of LibreChat in a workspace: its domain, the number of proxies in front, and that the load balancer may
    connect, whose idle connections LibreChat keeps open for longer than it does."""
    load_balancer_arn_suffix: pulumi.Output[str]
    """The load balancer in metrics: the dimension ``LoadBalancer``."""
    target_group_arn_suffix: pulumi.Output[str]
    """The pods in metrics: the dimension ``TargetGroup``."""
    security_group_id: pulumi.Output[str]
    """Security group of the load balancer."""
    distribution_id: pulumi.Output[str] | None
    """Id of CloudFront's distribution, whose metrics are in us-east-1; None without it."""
    health_check_id: pulumi.Input[str] | None
    """Route 53's health check, by which DNS leaves this region; None without one."""
    web_acl_name: str | None
    """The firewall in metrics: the dimension ``WebACL``, in us-east-1 with CloudFront; None without it."""

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        check_name("Edge", name, max_length=MAX_NAME_LENGTH)
        args = check(EdgeArgs, args, f"Edge {name!r}")
        super().__init__(name, args, opts)
        self._args = args
        certificates = Certificates(name, args, self._options())
        balancer = LoadBalancer(name, args, certificate_arn=certificates.load_balancer_arn, opts=self._options())
        firewall = Firewall(name, args, self._options()) if uses_firewall(args) else None
        distribution = self._create_distribution(certificates, balancer, firewall)
        if firewall is not None and distribution is None:
            self._associate(balancer, firewall)
        self.health_check_id = None
        if "hosted_zone_id" in args:
            target = _target(balancer, distribution)
            self.health_check_id = Records(name, args, args["hosted_zone_id"], target, self._options()).health_check_id

        self.url = pulumi.Output.concat("https://", args["domain"])
        self.librechat = _librechat(args)
        self.load_balancer_arn_suffix = balancer.balancer.arn_suffix
        self.target_group_arn_suffix = balancer.target_group.arn_suffix
        self.security_group_id = balancer.security_group.id
        self.distribution_id = None if distribution is None else distribution.id
        self.web_acl_name = None if firewall is None else firewall.metric_name
        self.register_outputs({"url": self.url})

    def _create_distribution(
        self, certificates: Certificates, balancer: LoadBalancer, firewall: Firewall | None
    ) -> aws.cloudfront.Distribution | None:
        if certificates.cloudfront_arn is None:
            return None
        return Distribution(
            self._name,
            self._args,
            load_balancer=balancer,
            certificate_arn=certificates.cloudfront_arn,
            web_acl_arn=None if firewall is None else firewall.arn,
            opts=self._options(),
        ).distribution

    def _associate(self, balancer: LoadBalancer, firewall: Firewall) -> None:
        aws.wafv2.WebAclAssociation(
            self._name,
            resource_arn=balancer.balancer.arn,
            web_acl_arn=firewall.arn,
            region=self._region,
            opts=self._options(),
        )


def _librechat(args: EdgeArgs) -> WorkspaceLibreChatArgs:
    return {
        "domain": args["domain"],
        # CloudFront and the load balancer each append an address to X-Forwarded-For.
        "trust_proxy": 2 if uses_cloudfront(args) else 1,
        "ingress": {
            "enabled": False,
            "controller": IngressController.ALB,
            "controller_cidrs": args.get("subnet_cidrs", [str(each) for each in ORGANISATIONS if each.version == 4]),
        },
    }


def _target(balancer: LoadBalancer, distribution: aws.cloudfront.Distribution | None) -> Target:
    if distribution is None:
        return Target(balancer.balancer.dns_name, balancer.balancer.zone_id, ("A",), has_health=True)
    return Target(distribution.domain_name, distribution.hosted_zone_id, ("A", "AAAA"), has_health=False)
