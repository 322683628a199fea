"""The domain's records, and which of two regions they lead to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.component import AWSComponent
from homelab.aws.edge.args import EdgeArgs, FailoverRole
from homelab.aws.edge.load_balancer import HEALTH_PATH

if TYPE_CHECKING:
    from pulumi_aws.route53 import RecordFailoverRoutingPolicyArgsDict


@dataclass(frozen=True)
class Target:
    """What the domain leads to."""

    name: pulumi.Input[str]
    """Host name."""
    zone_id: pulumi.Input[str]
    """Hosted zone of AWS that the host name is in."""
    types: tuple[str, ...]
    """Types of its addresses: A, AAAA."""
    has_health: bool
    """Whether Route 53 knows if there are healthy targets behind it."""


class Records(AWSComponent):
    """Alias records of the domain, as one of two with ``failover``."""

    health_check_id: pulumi.Input[str] | None
    """The health check of the primary region; None without one."""

    def __init__(
        self, name: str, args: EdgeArgs, zone_id: pulumi.Input[str], target: Target, opts: pulumi.ResourceOptions
    ) -> None:
        super().__init__(name, args, opts)
        self._failover = args.get("failover")
        self.health_check_id = health_check = self._health_check(target)
        policies: list[RecordFailoverRoutingPolicyArgsDict] | None = None
        if self._failover is not None:
            policies = [{"type": FailoverRole(self._failover["role"]).value.upper()}]
        for type_ in target.types:
            aws.route53.Record(
                f"{name}-{type_.lower()}",
                zone_id=zone_id,
                name=args["domain"],
                type=type_,
                aliases=[{"name": target.name, "zone_id": target.zone_id, "evaluate_target_health": target.has_health}],
                failover_routing_policies=policies,
                set_identifier=FailoverRole(self._failover["role"]).value if self._failover is not None else None,
                health_check_id=health_check,
                opts=self._options(),
            )
        self.register_outputs({})

    def _health_check(self, target: Target) -> pulumi.Input[str] | None:
        if self._failover is None:
            return None
        if "health_check_id" in self._failover:
            return self._failover["health_check_id"]
        if self._failover["role"] is FailoverRole.SECONDARY:
            return None
        out_of_service = self._failover.get("out_of_service", False)
        return aws.route53.HealthCheck(
            self._name,
            type="HTTPS",
            fqdn=target.name,
            port=443,
            resource_path=HEALTH_PATH,
            # Without it, the load balancer would end the connection; the certificate's name is not compared.
            enable_sni=True,
            # One that is disabled counts as healthy, which is inverted.
            disabled=out_of_service,
            invert_healthcheck=out_of_service,
            failure_threshold=3,
            request_interval=30,
            tags=self._tagged(self._name),
            opts=self._options(),
        ).id
