"""What a recording says about programs and their network."""

from collections.abc import Mapping, Sequence

from homelab.diagram.backends import backends
from homelab.diagram.entrances import entrances
from homelab.diagram.graph import Edge
from homelab.diagram.outside import Outside, outside
from homelab.diagram.programs import Program, all_pods, programs, workspace_prefix
from homelab.offline import Recording
from homelab.offline.network import NetworkPolicies, Pod, service_ports


class Scene:
    """Programs, who leads people to them, backends elsewhere, and what policies admit."""

    def __init__(self, recording: Recording) -> None:
        manifests = [each.manifest for each in recording.objects]
        self.programs = programs(recording)
        self.pods = all_pods(recording)
        self.policies = NetworkPolicies(manifests)
        self.backends = backends(recording.resources)
        prefix = workspace_prefix(recording.resources)
        self.entrances = entrances(recording.objects, [each.pod for each in self.programs], prefix)
        self._service_ports = service_ports(manifests, self.pods)

    def ports(self, pod: Pod) -> set[int]:
        """Ports of a pod that its containers or Services name."""
        served = {number for port in self._service_ports for each, number in port.targets if each == pod}
        return {*(port.number for port in pod.ports), *served}

    def connection(self, source: Program, target: Program) -> list[Edge]:
        """The arrow from one program to another, if there is one."""
        candidates = self.policies.ports(*self.ports(target.pod))
        admitted = [each for each in candidates if self.policies.allows(source.pod, target.pod, *each)]
        if not admitted:
            return []
        names = [f"{number}" if protocol == "TCP" else f"{number}/{protocol}" for number, protocol in admitted]
        label = "any port" if admitted == candidates else ", ".join(names)
        return [Edge(source.id, target.id, label)]

    def clients(self, program: Program) -> Mapping[Outside, Sequence[str]]:
        """Who else may connect to a program, with the ports."""
        return outside(self.policies.ingress(program.pod), self.pods, program.pod.namespace)

    def destinations(self, program: Program) -> Mapping[Outside, Sequence[str]]:
        """Whom else a program may connect to, with the ports."""
        return outside(self.policies.egress(program.pod), self.pods, program.pod.namespace)
