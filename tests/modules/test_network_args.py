"""Wrong and hostile networks, servers and controllers, each answered by one line that says where and what."""

from typing import Any

import pytest

from homelab import ArgumentError
from tests.modules.workspaces import workspace

NETWORKS = "expected a list of networks such as '10.0.0.0/8', got"
DNS = "network.dns.addresses: expected a list of networks such as '10.96.0.10' and of kinds of clusters: aks, eks, gke,"
NO_PODS = "controller_namespace has no effect with controller"


def ingress(**args: Any) -> dict[str, Any]:
    return {"librechat": {"domain": "chat.example.com", "ingress": args}}


def route(**args: Any) -> dict[str, Any]:
    return {"librechat": {"domain": "chat.example.com", "route": args}}


def dns(*addresses: Any) -> dict[str, Any]:
    return {"network": {"dns": {"addresses": [*addresses]}}}


def allow_to(*destinations: str) -> dict[str, Any]:
    return {"librechat": {"domain": "chat.example.com", "allow_to": [*destinations]}}


WRONG: list[tuple[dict[str, Any], str]] = [
    (ingress(controller_cidrs="10.0.0.0/8"), "librechat.ingress.controller_cidrs: expected a list, got '10.0.0.0/8'"),
    (ingress(controller_cidrs=[]), f"librechat.ingress.controller_cidrs: {NETWORKS} []"),
    (ingress(controller_cidrs=["10.0.0.1/8"]), f"{NETWORKS} ['10.0.0.1/8']"),
    (ingress(controller_cidrs=["10.0.0.0/8", "10.0.0.0/33"]), f"{NETWORKS} ['10.0.0.0/8', '10.0.0.0/33']"),
    (ingress(controller_cidrs=["10.0.0.0/8/8"]), NETWORKS),
    (ingress(controller_cidrs=[" 10.0.0.0/8"]), NETWORKS),
    (ingress(controller_cidrs=["lb.example.com"]), f"{NETWORKS} ['lb.example.com']"),
    (ingress(controller_cidrs=[10]), "librechat.ingress.controller_cidrs.0: expected a string, got 10"),
    (ingress(controller_cidrs=[None]), "librechat.ingress.controller_cidrs.0: expected a string, got None"),
    (ingress(controller_cidr=["10.0.0.0/8"]), "did you mean librechat.ingress.controller_cidrs?"),
    (ingress(controller="agci"), "librechat.ingress.controller: expected one of nginx,"),
    (ingress(controller="ALB"), "got 'ALB'"),
    (ingress(controller="alb", controller_namespace="a"), f"librechat.ingress: {NO_PODS} alb"),
    (ingress(class_name="cilium", controller_namespace="a"), f"{NO_PODS} cilium"),
    (ingress(class_name="azure-application-gateway", controller_namespace="a"), f"{NO_PODS} agic"),
    (route(gateway="g", gateway_cidrs=["0.0.0.0"]), f"librechat.route.gateway_cidrs: {NETWORKS} ['0.0.0.0']"),
    (route(gateway="g", gateway_cidrs=["::"]), f"{NETWORKS} ['::']"),
    (route(gateway="g", gateway_cidrs=["0.0.0.0/0", "::/0", "x"]), NETWORKS),
    (route(gateway_cidrs=["10.0.0.0/8"]), "missing argument librechat.route.gateway"),
    (route(gateway="g", gateway_cidr=["10.0.0.0/8"]), "did you mean librechat.route.gateway_cidrs?"),
    (dns("gks"), f"{DNS} k3s, kubeadm, kubespray, got ['gks']"),
    (dns("GKE"), DNS),
    (dns("10.96.0.10:53"), DNS),
    (dns("10.96.0.10/8"), DNS),
    (dns(["gke"]), "network.dns.addresses.0: expected a string"),
    ({"network": {"dns": {"addresses": "gke"}}}, "network.dns.addresses: expected a list, got 'gke'"),
    ({"network": {"dns": {"port": 0}}}, "network.dns.port: expected a whole number from 1 to 65535, got 0"),
    ({"network": {"dns": {"port": "53"}}}, "network.dns.port: expected a whole number, got '53'"),
    ({"network": {"dns": ["gke"]}}, "network.dns: expected a group of arguments"),
    ({"network": {"ipv6": "false"}}, "network.ipv6: expected true or false, got 'false'"),
    ({"network": {"ipv6": 0}}, "network.ipv6: expected true or false, got 0"),
    ({"network": {"ipv4": True}}, "unknown argument network.ipv4 (did you mean network.ipv6?)"),
    (allow_to("10.0.0.1/8"), "librechat.allow_to: expected a list of URLs"),
    (allow_to("tcp://10.0.0.0/8"), "librechat.allow_to: expected a list of URLs"),
    (allow_to("smtp.example.com:587"), "librechat.allow_to: expected a list of URLs"),
]
HOSTILE: list[tuple[dict[str, Any], str]] = [
    *(
        (ingress(controller_cidrs=[text]), NETWORKS)
        for text in (
            *(
                "10.0.0.0/8\n      - ipBlock: {cidr: 0.0.0.0/0}",
                "10.0.0.0/8\x00",
                "\uff11\uff10.0.0.0/8",
                "010.0.0.0/8",
            ),
            *("0x0a.0.0.0/8", "167772160", "fe80::1%eth0", "fe80::%eth0/64", "::ffff:10.0.0.0/104"),
            *("10.0.0.0/" + "8" * 5000, "1" * 100_000, "10.0.0.0/\u0668"),
        )
    ),
    (ingress(controller_cidrs=[b"10.0.0.0/8"]), "librechat.ingress.controller_cidrs.0: expected a string"),
    (ingress(class_name="alb\nx"), "librechat.ingress.class_name: expected the name of a Kubernetes object"),
    (route(gateway="../g"), "librechat.route.gateway: expected the name of a Kubernetes object"),
    (dns("gke\n"), DNS),
    (dns("__class__"), DNS),
    (dns("169.254.169.254/16"), DNS),
    (dns(True), "network.dns.addresses.0: expected a string, got true (write it in quotes)"),
    ({"network": {"dns": {"port": float("nan")}}}, "network.dns.port: expected a whole number, got nan"),
    # What the API server refuses, and what would name the metadata server within IPv6.
    (allow_to("::ffff:169.254.169.254/128"), "librechat.allow_to: expected a list of URLs"),
    (allow_to("tcp://[fe80::1%25eth0]:1/128"), "librechat.allow_to: expected a list of URLs"),
]


@pytest.mark.parametrize(("groups", "message"), [*WRONG, *HOSTILE])
def test_what_is_wrong_is_said_in_one_short_line(groups: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as raised:
        workspace(**groups)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400
