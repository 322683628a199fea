"""The whole workspace, over its rendered objects."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspace, ArgumentError
from homelab.offline import Recording, record
from homelab.offline.checks import check
from homelab.offline.network import Address, NetworkPolicies, pods, pods_behind
from tests import recordings
from tests.components.recorded import registrations
from tests.modules.workspaces import workspace
from tests.objects import hardening_violations, restricted_violations, workloads
from tests.recordings import grouped
from tests.scenarios import SCENARIOS, recorded

BIGGEST = ("everything inside", "mongodb behind a gateway", "production")
"""Scenarios that have every kind of volume, of password and of name."""


@pytest.fixture(params=grouped(SCENARIOS))
def scenario(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def recording(scenario: str) -> Recording:
    return recordings.scenario(scenario).recording


def of_kind(recording: Recording, kind: str) -> dict[str, Mapping[str, Any]]:
    return {each["metadata"]["name"]: each for each in recording.manifests if each["kind"] == kind}


def test_every_object_is_what_kubernetes_knows(recording: Recording):
    checked = check(recording, recordings.schemas())
    assert checked.violations == []
    assert checked.unchecked in ([], ["gateway.networking.k8s.io/v1 HTTPRoute"])


def test_every_pod_passes_pod_security_restricted(recording: Recording):
    assert [found for each in workloads(recording.manifests) for found in restricted_violations(each)] == []


def test_every_workload_is_hardened(recording: Recording):
    assert [found for each in workloads(recording.manifests) for found in hardening_violations(each)] == []


def test_a_preview_declares_the_same_resources(scenario: str, recording: Recording):
    preview = recordings.previewed(scenario)
    assert {resource.urn for resource in preview.resources} == {resource.urn for resource in recording.resources}


def test_rendering_twice_gives_the_same_objects(scenario: str):
    made = recordings.scenario(scenario)
    again = recorded(SCENARIOS[scenario], generated=made.generated)
    # Which of two resources that wait for nothing comes first is nobody's concern.
    first, second = ({str(each): each.manifest for each in one.objects} for one in (made.recording, again))
    assert first == second


@pytest.mark.parametrize("preview", [True, False])
def test_no_secret_stands_outside_of_secrets(scenario: str, preview: bool):
    recording = recordings.previewed(scenario) if preview else recordings.scenario(scenario).recording
    values = {value for value in recording.secret_values if len(value) >= 8}
    outside = [each for each in recording.manifests if each["kind"] != "Secret"]
    leaks = [each["metadata"] for each in outside if any(value in str(each) for value in values)]
    assert leaks == []
    assert preview or values


def test_no_pod_template_is_marked_secret(recording: Recording):
    marked = [
        resource.name
        for resource in recording.resources
        if resource.secrets and not resource.type.endswith((":Secret", ":RandomPassword"))
    ]
    assert marked == []


def test_every_service_leads_to_the_pods_of_its_name(recording: Recording):
    everyone = pods(recording.manifests)
    for name, service in of_kind(recording, "Service").items():
        expected = [] if name.endswith("-hidden") else [name]
        assert [pod.name for pod in pods_behind(service, everyone)] == expected
        for port in service["spec"]["ports"] if expected else []:
            pod = next(pod for pod in everyone if pod.name == name)
            assert port["port"] in {each.number for each in pod.ports}


@pytest.mark.xdist_group("everything outside")
def test_nothing_is_created_for_servers_outside():
    recording = recordings.scenario("everything outside").recording
    assert of_kind(recording, "StatefulSet") == {}
    assert of_kind(recording, "PersistentVolumeClaim").keys() == {"ws-librechat-files"}


def test_metrics_are_never_public(recording: Recording):
    for name, ingress in of_kind(recording, "Ingress").items():
        paths = ingress["spec"]["rules"][0]["http"]["paths"]
        assert paths[0]["path"] == "/metrics"
        assert paths[0]["backend"]["service"]["name"] == f"{name}-hidden"
    for route in of_kind(recording, "HTTPRoute").values():
        hidden = route["spec"]["rules"][0]
        assert hidden["matches"][0]["path"]["value"] == "/metrics"
        assert "backendRefs" not in hidden


def test_data_and_what_opens_it_outlive_the_stack(recording: Recording):
    kept = {each.name for each in recording.resources if each.retain_on_delete}
    claims = {each.name for each in recording.resources if each.type.endswith(":PersistentVolumeClaim")}
    assert claims <= kept
    # Files and models need no password, and caches and search take another one.
    open_to_all = ("-files", "-models", "valkey-data", "meilisearch-data")
    for claim in (claim for claim in claims if not claim.endswith(open_to_all)):
        assert any(name.startswith(claim.removesuffix("-data")) for name in kept - claims), claim


@pytest.mark.parametrize("scenario", grouped(BIGGEST))
def test_adoption_takes_over_exactly_what_is_kept(scenario: str):
    resources = recorded({**SCENARIOS[scenario], "adopt": True}).resources
    assert {each.urn for each in resources if each.import_id} == {
        each.urn for each in resources if each.retain_on_delete
    }


@pytest.mark.parametrize("scenario", grouped(BIGGEST))
def test_without_retain_nothing_is_retained(scenario: str):
    resources = recorded({**SCENARIOS[scenario], "retain": False}).resources
    assert not [each.name for each in resources if each.retain_on_delete]


def test_one_kept_volume_keeps_its_namespace_and_its_password():
    args = {**SCENARIOS["production"], "retain": False, "pgvector": {"storage": {"retain": True}}}
    kept = {each.name for each in recorded(args).resources if each.retain_on_delete}
    assert kept == {"ws-namespace", "ws-pgvector-data", "ws-pgvector-password", "ws-pgvector-superuser"}


def test_the_keys_to_a_kept_database_are_kept_with_it():
    args = {**SCENARIOS["production"], "retain": False, "documentdb": {"storage": {"retain": True}}}
    kept = {each.name for each in recorded(args).resources if each.retain_on_delete}
    assert {"ws-credentials-encryption", "ws-documentdb-password", "ws-documentdb-postgres-data"} < kept


def test_only_retained_objects_are_adopted():
    args = {**SCENARIOS["production"], "adopt": True, "valkey": {"storage": {"retain": False}}}
    resources = recorded(args).resources
    assert {each.urn for each in resources if each.import_id} == {
        each.urn for each in resources if each.retain_on_delete
    }
    assert "ws-valkey-data" not in {each.name for each in resources if each.import_id}


@pytest.mark.xdist_group("production")
def test_what_has_several_replicas_has_a_disruption_budget():
    budgets = of_kind(recordings.scenario("production").recording, "PodDisruptionBudget")
    assert set(budgets) == {"ws-librechat"}
    assert budgets["ws-librechat"]["spec"]["maxUnavailable"] == 1


@pytest.mark.xdist_group("smallest")
def test_namespace_enforces_restricted_pods():
    recording = recordings.scenario("smallest").recording
    assert not of_kind(recording, "PodDisruptionBudget")
    labels = of_kind(recording, "Namespace")["ai"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_two_workspaces_in_one_namespace_never_collide():
    def program() -> None:
        AIWorkspace("one", SCENARIOS["production"])  # type: ignore[arg-type]
        AIWorkspace("two", {**SCENARIOS["production"], "create_namespace": False})  # type: ignore[arg-type]

    recording = record(program)
    identities = [
        (each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in recording.manifests
    ]
    assert len(identities) == len(set(identities))
    everyone, policies = pods(recording.manifests), NetworkPolicies(recording.manifests)
    crossing = [
        (source.name, target.name)
        for source in everyone
        for target in everyone
        for port in target.ports
        if source.name[:3] != target.name[:3] and policies.allows(source, target, port.number)
    ]
    assert crossing == []
    for service in of_kind(recording, "Service").values():
        assert all(pod.name[:3] == service["metadata"]["name"][:3] for pod in pods_behind(service, everyone))


def test_one_name_twice_is_refused():
    def program() -> None:
        AIWorkspace("one", SCENARIOS["smallest"])  # type: ignore[arg-type]
        AIWorkspace("one", {**SCENARIOS["smallest"], "namespace": "other"})  # type: ignore[arg-type]

    with pytest.raises(pulumi.RunError, match="one"):
        record(program)


@pytest.mark.parametrize("name", ["a" * 300, "My Workspace", "", "1a", "a-"])
def test_names_that_cannot_be_objects_names_are_refused(name: str):
    with pytest.raises(ArgumentError, match="AIWorkspace"):
        recorded(SCENARIOS["smallest"], name=name)


@pytest.mark.parametrize("scenario", grouped(BIGGEST))
def test_the_longest_name_fits_every_object(scenario: str):
    for manifest in recorded(SCENARIOS[scenario], name="a" * 32).manifests:
        limits = {"StatefulSet": 52, "Service": 63, "Job": 63, "ConfigMap": 253, "Secret": 253}
        assert len(manifest["metadata"]["name"]) <= limits.get(manifest["kind"], 63)
        assert all(len(str(value)) <= 63 for value in manifest["metadata"].get("labels", {}).values())


OPENAI = {"api_key": "sk-not-a-key-0000000000000000"}
MISTAKES: Mapping[str, dict[str, Any]] = {
    "an unknown argument": {"librechat": {"replcias": 2}},
    "an argument of another type": {"valkey": {"storage": {"size": 7}}},
    "arguments that exclude each other": {"meilisearch": {"external": {"url": "https://a"}, "image": "a/a:1"}},
    "a group that is missing": {"librechat": {"stt": {"implementation": "speaches", "model": "a/b"}}},
    "a service that is missing": {"searxng": {}},
    "an unknown key of librechat.yaml": {"librechat": {"config": {"intreface": {}}}},
    "a value that librechat.yaml does not take": {"librechat": {"config": {"cache": "yes"}}},
    "an endpoint that nobody offers": {
        "librechat": {"config": {"endpoints": {"openAI": {"titleEndpoint": "nobody"}}}},
        "openai": OPENAI,
    },
    "a variable that nobody reads": {"librechat": {"env": {"NOBODYS": "x"}}},
    "a variable of the library's own": {"librechat": {"secret_env": {"JWT_SECRET": "x"}}},
    "a secret in a plain variable": {"librechat": {"env": {"OPENAI_API_KEY": "sk-not-a-key-0000000000000000"}}},
    "file storage without a bucket": {"librechat": {"storage": {"type": "s3"}}},
    "replicas without shared files": {"librechat": {"replicas": 2}},
    "a variable that another one needs": {"librechat": {"env": {"ALLOW_PASSWORD_RESET": "true"}}},
    "model specs without effect": {"librechat": {"model_specs": {"from_providers": True}}},
    "a password that LibreChat would refuse": {
        "librechat": {"first_admin": {"email": "a@example.com", "password": "short"}}
    },
    "keys that nothing needs": {"librechat": {"security": {"session_secret": "x" * 64}}},
    "keys whose change loses what people stored": {"librechat": {"security": {"rotation": {"creds": 1}}}},
    "embeddings that lack a variable": {"rag": {"embeddings": {"provider": "azure", "model": "m"}}},
    "a variable of the RAG API's that nobody reads": {"openai": OPENAI, "rag": {"env": {"NOBODYS": "x"}}},
    "a variable of the RAG API that the library sets": {"openai": OPENAI, "rag": {"env": {"DB_HOST": "x"}}},
    "a database without a client": {"pgvector": {"image": "a/a:1"}},
    "settings of pods that Kubernetes would reject": {"pods": {"librechat": {"affinity": {"nodeAfinity": {}}}}},
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_nothing_is_registered_before_everything_is_checked(mistake: str, monkeypatch: pytest.MonkeyPatch):
    groups = dict(MISTAKES[mistake])
    chat = {"domain": "chat.example.com", **groups.pop("librechat", {})}
    with registrations(monkeypatch) as registered, pytest.raises(ArgumentError):
        recorded({"namespace": "ai", "librechat": chat, **groups})
    assert registered == []


def test_missing_components_have_a_reason():
    def program() -> None:
        workspace = AIWorkspace("ws", {"namespace": "ai", "librechat": {"domain": "localhost", "enabled": False}})
        with pytest.raises(ArgumentError, match="AIWorkspace 'ws' has no RAG API: no provider of embeddings"):
            workspace.rag_api  # noqa: B018
        with pytest.raises(ArgumentError, match=r"AIWorkspace 'ws' has no LibreChat: librechat\.enabled is false"):
            workspace.librechat  # noqa: B018

    assert "ws-librechat" not in of_kind(record(program), "Deployment")


@pytest.mark.xdist_group("production")
def test_urls_are_exported():
    exports = recordings.scenario("production").recording.exports
    assert exports["url"] == "https://chat.example.com"
    assert exports["ragApiUrl"] == "http://ws-rag-api.ai.svc.cluster.local:8000"


def test_outputs_are_accepted_everywhere():
    later: Any = pulumi.Output.from_input

    def program() -> None:
        AIWorkspace(
            "ws",
            {
                "namespace": later("ai"),
                "librechat": {
                    "domain": later("chat.example.com"),
                    "config": {"interface": {"customWelcome": later("hi")}},
                },
                "openai": {"api_key": pulumi.Output.secret("sk-hidden-0123456789")},
                "documentdb": {
                    "external": {"uri": pulumi.Output.secret("mongodb://u:p@db.example.com:27018/LibreChat")}
                },
            },
        )

    for preview in (False, True):
        recording = record(program, preview=preview)
        assert of_kind(recording, "Deployment")["ws-librechat"]["metadata"]["namespace"] == "ai"
    policies, database = NetworkPolicies(recording.manifests), Address.parse("192.168.7.7")
    clients = {pod.name for pod in pods(recording.manifests) if policies.allows(pod, database, 27018)}
    # The Job that checks the search indexes has no name yet.
    assert clients > {"ws-librechat"}
    assert len(clients) == 2


@pytest.mark.xdist_group("everything inside")
def test_servers_that_are_replaced_one_by_one_drop_no_request():
    for name, deployment in of_kind(recordings.scenario("everything inside").recording, "Deployment").items():
        if deployment["spec"]["strategy"]["type"] == "RollingUpdate":
            pod = deployment["spec"]["template"]["spec"]
            sleep = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
            assert pod["terminationGracePeriodSeconds"] >= sleep + 15, name


@pytest.mark.xdist_group("production")
def test_every_container_has_a_share_of_its_nodes_disk():
    for manifest in recordings.scenario("production").recording.manifests:
        if "template" in manifest.get("spec", {}):
            pod = manifest["spec"]["template"]["spec"]
            for container in [*pod["containers"], *pod.get("initContainers", [])]:
                assert "ephemeral-storage" in container["resources"]["requests"], manifest["metadata"]["name"]
                assert "ephemeral-storage" in container["resources"]["limits"], manifest["metadata"]["name"]


@pytest.mark.xdist_group("production")
def test_several_replicas_on_ferretdb_leave_indexes_to_one_job():
    recording = recordings.scenario("production").recording
    assert [name for name in of_kind(recording, "Job") if name.startswith("ws-librechat-indexes-")]
    (variables,) = [each for each in recording.resources if each.name == "ws-librechat-variables"]
    assert variables.inputs["data"]["MONGO_AUTO_INDEX"] == "false"


@pytest.mark.xdist_group("mongodb behind a gateway")
def test_several_replicas_on_mongodb_build_indexes_themselves():
    jobs = of_kind(recordings.scenario("mongodb behind a gateway").recording, "Job")
    assert not [name for name in jobs if "-indexes-" in name]


def test_without_valkey_and_meilisearch_librechat_is_told_of_neither():
    recording = recorded(workspace(valkey={"enabled": False}, meilisearch={"enabled": False}))
    assert not [each.name for each in recording.resources if "valkey" in each.name or "meilisearch" in each.name]
    (variables,) = [each.inputs["data"] for each in recording.resources if each.name == "ws-librechat-variables"]
    assert not {"USE_REDIS", "REDIS_URI", "SEARCH", "MEILI_HOST"} & variables.keys()
