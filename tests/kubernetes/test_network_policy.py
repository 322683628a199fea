from homelab.kubernetes import create_network_policy, pods
from homelab.kubernetes.network_policy import network_policy_spec
from tests.kubernetes.recorded import recorded


def test_who_reaches_nothing_may_not_even_ask_the_dns():
    spec = network_policy_spec({"a": "b"}, ingress=[pods("x", 1)], egress=[])
    assert spec["policy_types"] == ["Ingress", "Egress"]
    assert "egress" not in spec


def test_who_reaches_something_may_ask_the_dns_over_both_protocols():
    spec = network_policy_spec({"a": "b"}, ingress=[], egress=[pods("x", 5432)])
    assert spec["policy_types"] == ["Ingress", "Egress"]
    assert "ingress" not in spec
    own, dns = spec["egress"]  # type: ignore[misc]
    assert own == {
        "ports": [{"port": 5432, "protocol": "TCP"}],
        "to": [{"pod_selector": {"match_labels": {"app.kubernetes.io/instance": "x"}}}],
    }
    assert dns["ports"] == [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]


def test_on_openshift_the_dns_is_another_one():
    placement = {"openshift": True}
    (policy,) = recorded(lambda app: create_network_policy(app, egress=[pods("x", 1)]), placement=placement).manifests
    dns = policy["spec"]["egress"][-1]
    assert {port["port"] for port in dns["ports"]} == {5353}
    assert dns["to"][0]["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "openshift-dns"}
