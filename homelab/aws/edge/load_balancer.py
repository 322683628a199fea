"""The Application Load Balancer, which connects to LibreChat's pods."""

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as k8s

from homelab.aws.component import AWSComponent
from homelab.aws.edge.args import IDLE_TIMEOUT, EdgeArgs, is_internet_facing, uses_cloudfront
from homelab.components.exposure import METRICS_PATH
from homelab.components.librechat.component import STOP_WITHIN
from homelab.components.librechat.environment import PORT
from homelab.kubernetes.private_hosts import ORGANISATIONS

if TYPE_CHECKING:
    from pulumi_aws.lb import LoadBalancerAccessLogsArgsDict

TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
"""TLS 1.3 and 1.2."""
HEALTH_PATH = "/readyz"
CLOUDFRONT_NETWORKS = "com.amazonaws.global.cloudfront.origin-facing"
_HTTP, _HTTPS = 80, 443


class LoadBalancer(AWSComponent):
    """An Application Load Balancer whose targets are the pods of a Service, whenever there are some."""

    ready: list[pulumi.Resource]
    """What exists once it answers, and hides what is not public."""

    def __init__(
        self, name: str, args: EdgeArgs, *, certificate_arn: pulumi.Input[str], opts: pulumi.ResourceOptions
    ) -> None:
        super().__init__(name, args, opts)
        self._args = args
        self.security_group = self._create_security_group()
        self._admit_clients()
        self._connect_to_pods()
        self.target_group = self._create_target_group()
        self.balancer = self._create_balancer()
        self.listener = self._listen(certificate_arn)
        self.ready = [self.listener, self._hide_metrics()]
        if not uses_cloudfront(args):
            self._redirect_to_https()
        self._bind_pods()
        self.register_outputs({})

    def _create_security_group(self) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            f"{self._name}-load-balancer",
            description="Load balancer in front of LibreChat",
            vpc_id=self._args["vpc_id"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _admit_clients(self) -> None:
        if uses_cloudfront(self._args):
            networks = aws.ec2.get_managed_prefix_list_output(
                name=CLOUDFRONT_NETWORKS, region=self._region, opts=pulumi.InvokeOutputOptions(parent=self)
            )
            self._admit("cloudfront", _HTTPS, prefix_list_id=networks.id)
            return
        for port, network in ((port, each) for port in (_HTTPS, _HTTP) for each in client_networks(self._args)):
            self._admit(f"{port}-{network}", port, cidr_ipv4=network)

    def _admit(
        self, suffix: str, port: int, *, prefix_list_id: pulumi.Input[str] | None = None, cidr_ipv4: str | None = None
    ) -> None:
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-{suffix}",
            security_group_id=self.security_group.id,
            prefix_list_id=prefix_list_id,
            cidr_ipv4=cidr_ipv4,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description="CloudFront" if prefix_list_id is not None else "Users",
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _connect_to_pods(self) -> None:
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-to-pods",
            security_group_id=self.security_group.id,
            referenced_security_group_id=self._args["pod_security_group_id"],
            ip_protocol="tcp",
            from_port=PORT,
            to_port=PORT,
            description="LibreChat's pods",
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        # The controller would do so, too, but leaves its rules behind where it is deleted first.
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-pods",
            security_group_id=self._args["pod_security_group_id"],
            referenced_security_group_id=self.security_group.id,
            ip_protocol="tcp",
            from_port=PORT,
            to_port=PORT,
            description="Load balancer in front of LibreChat",
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_target_group(self) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            self._name,
            target_type="ip",
            port=PORT,
            protocol="HTTP",
            vpc_id=self._args["vpc_id"],
            # As long as a pod that stops may take to end its answers.
            deregistration_delay=STOP_WITHIN,
            health_check={
                "path": HEALTH_PATH,
                "protocol": "HTTP",
                "port": "traffic-port",
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_balancer(self) -> aws.lb.LoadBalancer:
        logs: LoadBalancerAccessLogsArgsDict | None = None
        if "access_logs" in self._args:
            logs = {"bucket": self._args["access_logs"]["bucket"], "enabled": True}
        return aws.lb.LoadBalancer(
            self._name,
            load_balancer_type="application",
            internal=not is_internet_facing(self._args),
            subnets=self._args["subnet_ids"],
            security_groups=[self.security_group.id],
            idle_timeout=self._args.get("load_balancer", {}).get("idle_timeout", IDLE_TIMEOUT),
            drop_invalid_header_fields=True,
            enable_deletion_protection=self._retain,
            access_logs=logs,
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True),
        )

    def _listen(self, certificate_arn: pulumi.Input[str]) -> aws.lb.Listener:
        return aws.lb.Listener(
            self._name,
            load_balancer_arn=self.balancer.arn,
            port=_HTTPS,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=certificate_arn,
            default_actions=[{"type": "forward", "target_group_arn": self.target_group.arn}],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _redirect_to_https(self) -> None:
        aws.lb.Listener(
            f"{self._name}-http",
            load_balancer_arn=self.balancer.arn,
            port=_HTTP,
            protocol="HTTP",
            default_actions=[
                {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"}}
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _hide_metrics(self) -> aws.lb.ListenerRule:
        # Here, as everything that reaches the pods from outside comes by this listener, with CloudFront or without.
        return aws.lb.ListenerRule(
            f"{self._name}-metrics",
            listener_arn=self.listener.arn,
            priority=1,
            conditions=[{"path_pattern": {"regex_values": [hidden(METRICS_PATH)]}}],
            actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {"content_type": "text/plain", "message_body": "Not Found", "status_code": "404"},
                }
            ],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _bind_pods(self) -> None:
        """Have the AWS Load Balancer Controller register the Service's pods, and wait for the Service by itself."""
        k8s.apiextensions.CustomResource(
            self._name,
            api_version="elbv2.k8s.aws/v1beta1",
            kind="TargetGroupBinding",
            metadata={"name": self._args["service_name"], "namespace": self._args["namespace"]},
            spec={
                "targetGroupARN": self.target_group.arn,
                "targetType": "ip",
                "serviceRef": {"name": self._args["service_name"], "port": PORT},
            },
            # The controller refuses another target group for a binding.
            opts=self._options(depends_on=self.ready, replace_on_changes=["spec.targetGroupARN"]),
        )


def client_networks(args: EdgeArgs) -> list[str]:
    """IPv4 networks of users who connect to the load balancer themselves."""
    if "allow_from" in args:
        return _ipv4({ipaddress.ip_network(each): None for each in args["allow_from"]})
    return ["0.0.0.0/0"] if is_internet_facing(args) else _ipv4(ORGANISATIONS)


def hidden(path: str) -> str:
    """Regular expression of requests that Express answers as ``path``: in capitals, and with something after it."""
    any_case = "".join(f"[{each.upper()}{each}]" if each.isalpha() else each for each in path)
    return f"^/*{any_case}([^A-Za-z0-9_-].*)?$"


def _ipv4(networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> list[str]:
    return [str(each) for each in networks if each.version == 4]
