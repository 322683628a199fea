"""Reachability in every workspace, compared with its connections and its purpose."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from homelab.offline import KubernetesObject, Recording
from homelab.offline.network import (
    Access,
    Address,
    Matrix,
    NetworkPolicies,
    pods,
    service_ports,
)
from tests import recordings
from tests.objects import WORKLOADS
from tests.recordings import grouped
from tests.scenarios import SCENARIOS
from tests.stacks_and_examples import WORKSPACES
from tests.wiring import servers, wired

YES, IN_PART, NO = Access.YES, Access.IN_PART, Access.NO

STRANGERS = {"another pod of the namespace", "a pod of any other namespace", "an address outside of the cluster"}
EVERY_POD = {"another pod of the namespace", "a pod of namespace kube-system", "a pod of any other namespace"}
ENTRANCES: Mapping[str, set[str]] = {
    # Where the ingress controller lives is not known, so every pod may be it.
    "production": EVERY_POD,
    "Example admin-panel, stack dev": EVERY_POD,
    "Example backup, stack dev": EVERY_POD,
    "Stack production": {*EVERY_POD, "a pod of namespace monitoring"},
    # Through a load balancer; routers and monitors are selected by labels.
    "Example argocd, stack production": EVERY_POD,
    "Example autoscaling, stack production": EVERY_POD,
    "Example canary, stack production": {"a pod of namespace gateways"},
    "Example corporate-network, stack dev": {"an address outside of the cluster"},
    "Example flux, stack production": EVERY_POD,
    "Example load, stack staging": {"a pod of namespace ingress-nginx"},
    "Example monitoring, stack dev": {*EVERY_POD, "a pod of namespace monitoring", "a pod of namespace observability"},
    "Example on-premises, stack dev": {"a pod of namespace ingress-nginx"},
    "Example privacy, stack dev": EVERY_POD,
    "Example production, stack production": {*EVERY_POD, "a pod of namespace monitoring"},
    "Example pull-requests, stack production": EVERY_POD,
    "Example saml, stack dev": {"a pod of namespace gateways"},
    "Example sign-in, stack dev": EVERY_POD,
    "Example social-sign-in, stack dev": EVERY_POD,
    "Example upgrade, stack dev": EVERY_POD,
    "mongodb behind a gateway": {"a pod of namespace gateways"},
    "by role": {"a pod of namespace ingress-nginx"},
}
"""External clients of LibreChat; none without ingress and route."""
BALANCED = {"Example aws-production, stack production", "Example bedrock, stack dev"}
"""Stacks with a load balancer, which connects from some addresses outside of the cluster."""
OTHER_DNS = {"Example corporate-network, stack dev": IN_PART, "Example openshift, stack dev": NO}
"""Access to CoreDNS and NodeLocal DNSCache of stacks with another DNS."""
SEARCH_ENTRANCES: Mapping[str, set[str]] = {
    "everything inside": {"a pod of namespace ingress-nginx"},
    "Example web-search, stack dev": EVERY_POD,
}
"""External clients of SearXNG."""
CANARY_ENTRANCES: Mapping[str, set[str]] = {"Example canary, stack production": {"a pod of namespace gateways"}}
"""External clients of the canary."""
PANEL_ENTRANCES: Mapping[str, set[str]] = {
    "everything inside": {"a pod of namespace ingress-nginx"},
    "Example admin-panel, stack dev": EVERY_POD,
}
"""External clients of the admin panel. Other servers have none."""

INTERNET, OTHER_INTERNET = "internet, 443", "internet, other ports"
PRIVATE, LINK_LOCAL = "private addresses", "link-local addresses, cloud metadata"
API, PODS, DNS = "Kubernetes API", "other pods", "cluster DNS"

# LibreChat calls model providers, search and file storage, and rag_api whoever makes the embeddings.
CHAT = {"librechat": {INTERNET: YES}}
CHAT_AND_RAG = {**CHAT, "rag-api": {INTERNET: YES}}
WEB = {INTERNET: YES, OTHER_INTERNET: IN_PART}
# A host name on a port that is not the web's may be anywhere.
SOMEWHERE = {OTHER_INTERNET: IN_PART, PRIVATE: IN_PART, PODS: IN_PART}
# So may one on the web's port, which is the API server's, too.
NAMED = {PRIVATE: IN_PART, API: IN_PART, PODS: IN_PART}
CHAT_NAMES = {"librechat": {INTERNET: YES, **NAMED}}
OUTSIDE: Mapping[str, Mapping[str, Mapping[str, Access]]] = {
    "smallest": CHAT,
    "development": CHAT_AND_RAG,
    # Its bucket has a name.
    "production": {**CHAT_AND_RAG, **CHAT_NAMES},
    # Its custom endpoint is in the namespace `models`.
    "mongodb behind a gateway": {**CHAT_AND_RAG, "librechat": {INTERNET: YES, PODS: IN_PART}},
    # Databases, cache and search are at host names whose addresses nobody knows beforehand, so that each may be
    # anywhere on its port: on the internet, in a private network, or in a pod. That of search is 443, the API server's.
    # `allow_to` names a private address, and embeddings come from the namespace `models` instead of the internet.
    "everything outside": {
        "librechat": {INTERNET: YES, OTHER_INTERNET: IN_PART, PRIVATE: IN_PART, API: IN_PART, PODS: IN_PART},
        "rag-api": {OTHER_INTERNET: IN_PART, PRIVATE: IN_PART, PODS: IN_PART},
    },
    # LibreChat sends letters at a port that may be anywhere, and asks an MCP server of the namespace `mcp`. Firecrawl
    # asks the Ollama of its namespace, which makes the embeddings, too; the web is on ports 80 and 443.
    "everything inside": {
        "librechat": {INTERNET: YES, **SOMEWHERE, **NAMED},
        "searxng": WEB,
        "firecrawl": {**WEB, PODS: IN_PART},
        "firecrawl-browser": WEB,
        "ollama": {INTERNET: YES},
        "speaches": {INTERNET: YES},
    },
    # Roles' credentials are handed out on each node, and Meilisearch has the API server's port.
    "by role": {
        "librechat": {INTERNET: YES, LINK_LOCAL: IN_PART, API: IN_PART, **SOMEWHERE},
        "librechat-admin": SOMEWHERE,
        "rag-api": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE},
    },
    "by directory": {"librechat": {INTERNET: YES, **SOMEWHERE}},
    "Stack dev": CHAT_AND_RAG,
    "Stack production": {**CHAT_AND_RAG, **CHAT_NAMES},
    # The identity provider has a name; the panel itself reaches nothing outside.
    "Example admin-panel, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    # Two servers are in the namespace `tools`: one of MCP's, and the code interpreter.
    "Example agents-and-tools, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    "Example argocd, stack production": CHAT_AND_RAG,
    "Example azure, stack dev": {**CHAT_NAMES, "rag-api": {INTERNET: YES, **NAMED}},
    # The roles' credentials are handed out on each node.
    "Example aws, stack dev": {
        "librechat": {INTERNET: YES, LINK_LOCAL: IN_PART, PRIVATE: IN_PART},
        "rag-api": {INTERNET: YES, LINK_LOCAL: IN_PART, PRIVATE: IN_PART},
    },
    # The Jobs that prepare databases also read the masters' passwords.
    "Example aws-production, stack production": {
        "librechat": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE},
        "rag-api": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE},
        "postgres-setup": {INTERNET: YES, LINK_LOCAL: IN_PART, API: IN_PART, **SOMEWHERE},
        "document-database-setup": {INTERNET: YES, LINK_LOCAL: IN_PART, API: IN_PART, **SOMEWHERE},
        "librechat-search": SOMEWHERE,
    },
    # Database and cache are at host names, on ports of their own; the roles' credentials are handed out on each node.
    "Example bedrock, stack dev": {
        "librechat": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE},
        "librechat-search": SOMEWHERE,
        "rag-api": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE},
    },
    # Database, cache and search are at host names, Ollama and a proxy at private addresses, the others in the namespace
    # `search`; the ServiceAccount may have a role.
    "Example bring-your-own, stack dev": {"librechat": {INTERNET: YES, LINK_LOCAL: IN_PART, **SOMEWHERE, **NAMED}},
    # The bucket has a name. Both versions, and the tests of both, are alike.
    "Example canary, stack production": {
        name: {INTERNET: YES, **NAMED}
        for name in ("librechat", "librechat-smoke", "librechat-canary", "librechat-canary-smoke")
    },
    "Example cloudfront, stack dev": CHAT_AND_RAG,
    # Its collector of traces is in another namespace.
    "Example monitoring, stack dev": {"librechat": {INTERNET: YES, PODS: IN_PART}},
    # The bucket has a name.
    "Example backup, stack dev": {
        **CHAT,
        **{job: {INTERNET: YES, **NAMED} for job in ("backup", "restore", "rehearsal")},
    },
    # Its MCP server has a name.
    "Example custom-config, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    # The proxy, the gateway, database and cache have names.
    "Example corporate-network, stack dev": {
        "librechat": {INTERNET: YES, **SOMEWHERE, **NAMED},
        "librechat-search": SOMEWHERE,
    },
    "Example documents, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    # The identity provider has a name.
    "Example external-secrets, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    "Example flux, stack production": CHAT_AND_RAG,
    "Example google, stack dev": CHAT_AND_RAG,
    # Well-known mail services are on the internet, at ports of their own.
    "Example governance, stack dev": {**CHAT_AND_RAG, "librechat": {INTERNET: YES, OTHER_INTERNET: IN_PART}},
    # Nobody makes embeddings, so there is no rag_api.
    "Example hosted-search, stack dev": CHAT,
    # A directory's host may be anywhere, on its port.
    "Example ldap, stack dev": {**CHAT_AND_RAG, "librechat": {INTERNET: YES, **SOMEWHERE}},
    # vLLM is in the namespace `models`. Ollama, which pulls models, makes the embeddings.
    "Example local-models, stack dev": {"librechat": {INTERNET: YES, PODS: IN_PART}, "ollama": {INTERNET: YES}},
    # Questions and files go to the model in the workspace.
    "Example load, stack staging": {**CHAT, "rag-api": {PODS: IN_PART}},
    "Example model-menu, stack dev": CHAT_AND_RAG,
    # rag_api itself makes the embeddings, with a model that it downloads.
    "Example on-premises, stack dev": CHAT_AND_RAG,
    # Its custom endpoint is at a host name, on a port of its own.
    "Example openshift, stack dev": {**CHAT_AND_RAG, "librechat": {INTERNET: YES, **SOMEWHERE}},
    "Example openai, stack dev": CHAT_AND_RAG,
    # The gateway has a port of its own. Embeddings and a voice come from the namespace `models`.
    "Example openai-compatible, stack dev": {
        "librechat": {INTERNET: YES, **SOMEWHERE, **NAMED},
        "rag-api": {PODS: IN_PART},
    },
    "Example autoscaling, stack production": {
        **CHAT_AND_RAG,
        **CHAT_NAMES,
        "searxng": WEB,
        "firecrawl": WEB,
        "firecrawl-browser": WEB,
    },
    "Example privacy, stack dev": CHAT,
    "Example production, stack production": {**CHAT_AND_RAG, **CHAT_NAMES},
    "Example pull-requests, stack production": CHAT_AND_RAG,
    # The retrieval API and the identity provider have names.
    "Example retrieval-api-librechat, stack dev": {**CHAT, **CHAT_NAMES},
    "Example saml, stack dev": {**CHAT_AND_RAG, **CHAT_NAMES},
    "Example sign-in, stack dev": {**CHAT_AND_RAG, "librechat": {INTERNET: YES, **SOMEWHERE, **NAMED}},
    "Example social-sign-in, stack dev": CHAT_AND_RAG,
    "Example upgrade, stack dev": CHAT_AND_RAG,
    # Speaches downloads models.
    "Example speech, stack dev": {**CHAT_AND_RAG, "speaches": {INTERNET: YES}},
    # The credentials of rag_api's identity are handed out on each node.
    "Example vertex, stack dev": {**CHAT_AND_RAG, "rag-api": {INTERNET: YES, LINK_LOCAL: IN_PART}},
    # The web is on ports 80 and 443.
    "Example web-search, stack dev": {**CHAT_AND_RAG, "searxng": WEB, "firecrawl": WEB, "firecrawl-browser": WEB},
}
"""External servers that workloads may reach, by workspace, in addition to DNS. Other workloads reach none."""


TWO_WORKSPACES = "Example aws-multi-region, stack prod"
"""In two clusters: a matrix is about one."""


@pytest.fixture(params=grouped([*SCENARIOS, *(title for title in WORKSPACES if title != TWO_WORKSPACES)]))
def title(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def recording(title: str) -> Recording:
    return recordings.made(title).recording


@pytest.fixture
def outside(title: str) -> Matrix:
    return recordings.outside(title)


def workloads(recording: Recording) -> Sequence[KubernetesObject]:
    return [each for each in recording.objects if each.kind in (*WORKLOADS, "CronJob")]


def prefix(recording: Recording) -> str:
    return next(each.name for each in recording.resources if each.type == "homelab:index:AIWorkspace") + "-"


def _groups(recording: Recording) -> set[str]:
    """Ends of the names of StatefulSets and Deployments."""
    return {each.resource.name.removeprefix(prefix(recording)) for each in workloads(recording)}


def reached(matrix: Matrix) -> set[tuple[str, str, Access]]:
    return {
        (source, target, access) for source, cells in matrix.items() for target, access in cells.items() if access != NO
    }


def wiring(recording: Recording) -> dict[str, set[str]]:
    """Services that each workload connects to."""
    manifests = recording.manifests
    services = service_ports(manifests, pods(manifests))
    return {each.resource.name: wired(each.manifest, manifests, services) for each in workloads(recording)}


def reach(recording: Recording, address: str, port: int) -> set[str]:
    policies = NetworkPolicies(recording.manifests)
    everyone = pods(recording.manifests)
    return {pod.name for pod in everyone if policies.allows(pod, Address.parse(address), port)}


def test_services_are_reached_by_whom_they_are_wired_to_and_by_nobody_else(title: str, recording: Recording):
    matrix = recordings.inside(title)
    ways_in = {
        "librechat:3080": ENTRANCES.get(title, set()),
        "searxng:8080": SEARCH_ENTRANCES.get(title, set()),
        "admin-panel:3000": PANEL_ENTRANCES.get(title, set()),
        "librechat-canary:3080": CANARY_ENTRANCES.get(title, set()),
    }
    assert set(matrix) >= STRANGERS.union(*ways_in.values())
    expected = {(source, target, YES) for source, targets in wiring(recording).items() for target in targets}
    expected |= {
        (stranger, f"{prefix(recording)}{entrance}", YES)
        for entrance, strangers in ways_in.items()
        for stranger in strangers
    }
    expected |= {
        (f"{prefix(recording)}{job}", f"{prefix(recording)}{target}", YES)
        for job, target in PSQL_JOBS.items()
        if f"{prefix(recording)}{job}" in matrix
    }
    expected |= {
        (f"{prefix(recording)}{job}", f"{prefix(recording)}{target}", YES)
        for target, jobs in BACKUP_JOBS.items()
        for job in jobs
        if {f"{prefix(recording)}{job}", target.partition(":")[0]} <= {*matrix, *_groups(recording)}
    }
    expected |= IN_SECRETS.get(title, set())
    if title == "Example corporate-network, stack dev":
        expected.add(("an address outside of the cluster", f"{prefix(recording)}librechat-public:443", YES))
    if title in BALANCED:
        expected.add(("an address outside of the cluster", f"{prefix(recording)}librechat:3080", IN_PART))
    assert reached(matrix) == expected


def test_no_policy_allows_anything_twice(recording: Recording):
    policies = [each for each in recording.manifests if each["kind"] == "NetworkPolicy"]
    assert policies
    for policy in policies:
        for direction, side in (("ingress", "from"), ("egress", "to")):
            allowed = [
                (json.dumps(port, sort_keys=True), json.dumps(peer, sort_keys=True))
                for rule in policy["spec"].get(direction, [])
                for port, peer in product(rule.get("ports", [None]), rule.get(side, [None]))
            ]
            twice = [each for each, count in Counter(allowed).items() if count > 1]
            assert not twice, (policy["metadata"]["name"], direction, twice)


def test_the_matrix_has_every_port_of_every_service(title: str, recording: Recording):
    services = [each for each in recording.manifests if each["kind"] == "Service"]
    ports = {f"{each['metadata']['name']}:{port['port']}" for each in services for port in each["spec"]["ports"]}
    assert all(set(cells) == {*ports, "other ports"} for cells in recordings.inside(title).values())


WIRING = {
    "ws-librechat ws-documentdb:27017",
    "ws-librechat ws-valkey:6379",
    "ws-librechat ws-meilisearch:7700",
    "ws-librechat ws-rag-api:8000",
    "ws-librechat-indexes ws-documentdb:27017",
    "ws-librechat-search ws-documentdb:27017",
    "ws-librechat-search ws-meilisearch:7700",
    "ws-rag-api ws-pgvector:5432",
    "ws-documentdb ws-documentdb-postgres:5432",
    "ws-librechat-admin ws-documentdb:27017",
    "ws-librechat ws-searxng:8080",
    "ws-librechat ws-firecrawl:3002",
    "ws-librechat ws-ollama:11434",
    "ws-librechat ws-speaches:8000",
    "ws-rag-api ws-ollama:11434",
    "ws-searxng ws-searxng-valkey:6379",
    "ws-firecrawl ws-ollama:11434",
    "ws-firecrawl ws-firecrawl-browser:3000",
    "ws-firecrawl ws-firecrawl-postgres:5432",
    "ws-firecrawl ws-firecrawl-rabbitmq:5672",
    "ws-firecrawl ws-firecrawl-valkey:6379",
    "ws-ollama-models ws-ollama:11434",
    "ws-speaches-models ws-speaches:8000",
    "ws-admin-panel ws-librechat:3080",
    "ws-librechat ws-fake-model:8000",
}
"""Services that workloads connect to, in any workspace."""
PSQL_JOBS = {
    "documentdb-metrics": "documentdb-postgres:5432",
    "documentdb-update": "documentdb-postgres:5432",
    "pgvector-metrics": "pgvector:5432",
    "pgvector-rotation": "pgvector:5432",
}
"""Jobs that run SQL, and the databases in which they do."""
BACKUP_JOBS = {"documentdb:27017": ("backup", "restore", "rehearsal"), "pgvector:5432": ("backup", "restore")}
"""Databases, and the CronJobs that dump and restore them."""
BY_VARIABLE = {"ws-rag-api ws-fake-model:8000", "ws-meilisearch-metrics ws-meilisearch:7700"}
"""Others, by an address in a variable of the user's."""

ON_REQUEST = {"ws-librechat-migrations ws-documentdb:27017", "ws-documentdb-rotation ws-documentdb:27017"}
"""Jobs that arguments ask for."""
SMOKE_TEST = {"ws-librechat ws-librechat:3080"}
"""What a smoke test reaches in addition to what LibreChat does."""
IN_SECRETS = {
    "Example external-secrets, stack dev": {
        ("ai-workspace-librechat", "ai-workspace-documentdb:27017", YES),
        ("ai-workspace-librechat-search", "ai-workspace-documentdb:27017", YES),
    }
}
"""Connections by an address that stands in a Secret of a store."""
RETENTION = {"ws-search-cleanup ws-documentdb:27017", "ws-search-cleanup ws-meilisearch:7700"}
"""Others, where chats expire."""


def test_the_wiring_is_what_a_workspace_is_made_of(title: str, recording: Recording):
    own = prefix(recording)
    pairs = {
        f"ws-{source.removeprefix(own)} ws-{target.removeprefix(own)}"
        for source, targets in wiring(recording).items()
        for target in targets
    }
    backups = {f"ws-{job} ws-{target}" for target, jobs in BACKUP_JOBS.items() for job in jobs}
    # A canary is wired as LibreChat is, and so are the smoke tests of both.
    alike = {re.sub("-canary|-smoke", "", pair) for pair in pairs}
    assert alike <= WIRING | BY_VARIABLE | RETENTION | ON_REQUEST | SMOKE_TEST | backups


@pytest.mark.xdist_group("everything inside")
def test_nothing_else_is_wired():
    recorded = [recordings.scenario(name).recording for name in ("everything inside", "production")]
    assert {
        f"{source} {target}" for each in recorded for source, targets in wiring(each).items() for target in targets
    } == WIRING


def test_external_servers_in_arguments_are_reachable(title: str, recording: Recording, outside: Matrix):
    expected = {
        (source, target, access)
        for name, cells in OUTSIDE[title].items()
        for source in [f"{prefix(recording)}{name}"]
        for target, access in cells.items()
    }
    assert {each for each in reached(outside) if each[1] != DNS} == expected


def test_the_dns_is_asked_by_those_who_reach_a_server(title: str, recording: Recording, outside: Matrix):
    told = {each.resource.name for each in workloads(recording) if servers(each.manifest, recording.manifests)}
    asking = told | {f"{prefix(recording)}{name}" for name in (*OUTSIDE[title], *PSQL_JOBS)}
    access = OTHER_DNS.get(title, YES)
    assert {name: cells[DNS] for name, cells in outside.items()} == {
        name: access if name in asking else NO for name in outside
    }


@pytest.mark.xdist_group("everything outside")
def test_servers_outside_are_reached_on_their_ports_alone():
    recording = recordings.scenario("everything outside").recording
    somewhere = "192.168.7.7"
    assert reach(recording, somewhere, 27018) == {"ws-librechat"}
    assert reach(recording, somewhere, 6380) == {"ws-librechat"}
    assert reach(recording, somewhere, 443) == {"ws-librechat"}
    assert reach(recording, somewhere, 5433) == {"ws-rag-api"}
    assert reach(recording, "10.1.2.3", 8080) == {"ws-librechat"}
    assert reach(recording, somewhere, 8080) == set()
    assert reach(recording, somewhere, 22) == set()
