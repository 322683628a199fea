from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import PodsArgs

TERM = {"weight": 0, "podAffinityTerm": {"topologyKey": "zone"}}
PREFERRED = {"preferredDuringSchedulingIgnoredDuringExecution": [TERM]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"runtime_class": "NVIDIA"}, "runtime_class: expected the name of a Kubernetes object"),
        ({"node_selector": {"a b": "c"}}, "node_selector: expected a map of Kubernetes labels"),
        ({"runtime_clas": "nvidia"}, r"unknown argument runtime_clas \(did you mean runtime_class\?\)"),
        ({"affinity": {"node_affinity": {}}}, r"affinity: .*'node_affinity' was unexpected"),
        ({"topology_spread": [{"topologyKey": "zone"}]}, "topology_spread.0: 'maxSkew' is a required property"),
        ({"tolerations": [{"key": 5}]}, "tolerations.0.key: 5 is not of type"),
        ({"host_aliases": [{"ip": "10.0.0.5", "hostname": "a"}]}, "host_aliases.0: .*'hostname' was unexpected"),
        ({"dns_config": {"nameservers": "10.0.0.5"}}, "dns_config.nameservers: "),
        ({"tolerations": [{"key": "a", "operator": "Exist"}]}, "tolerations.0.operator: expected one of Equal, Exists"),
        ({"affinity": {"podAffinity": PREFERRED}}, "affinity.podAffinity.*.0.weight: expected .*1 to 100, got 0"),
        ({"host_aliases": [{"ip": "a", "hostnames": ["b"]}]}, "host_aliases.0.ip: expected an IP address .*, got 'a'"),
        ({"dns_config": {"nameservers": ["a"]}}, "dns_config.nameservers.0: expected an IP address .*, got 'a'"),
        ({"init_containers": [{"image": "a:1"}]}, "init_containers.0: 'name' is a required property"),
        (
            {"init_containers": [{"name": "a", "image": "a"}]},
            "init_containers.0.image: expected an image with a pinned",
        ),
    ],
)
def test_what_kubernetes_would_refuse_is_refused(given: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        check(PodsArgs, given, "x")


def test_whole_floats_and_outputs_are_let_through():
    constraint = {"maxSkew": 1.0, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}
    (found,) = check(PodsArgs, {"topology_spread": [constraint]}, "x")["topology_spread"]  # type: ignore[typeddict-item]
    assert isinstance(found["maxSkew"], int)
    alias = {"ip": pulumi.Output.from_input("10.0.0.5"), "hostnames": ["a"]}
    assert check(PodsArgs, {"host_aliases": [alias]}, "x")["host_aliases"] == [alias]
