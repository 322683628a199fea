from typing import Any

from homelab.kubernetes import Application, Scale, create_deployment, create_job, create_volume_claim
from homelab.kubernetes.labels import INSTANCE
from homelab.offline import Recording
from tests.kubernetes.recorded import IDENTITY, SERVER, recorded, stateful_set


def deployment(**options: Any) -> Recording:
    return recorded(lambda app: create_deployment(app, SERVER, IDENTITY, termination_grace_period=5, **options))


def test_pods_and_those_of_siblings_wait_for_the_volumes():
    def create(app: Application) -> None:
        create_volume_claim(app, "data", {}, default_size="1Gi")
        stateful_set(app)
        job = app.sibling("models", app="download", component="download")
        create_job(job, SERVER, IDENTITY, termination_grace_period=5, active_deadline=60)

    waiting = {
        each.name: {urn.rpartition("::")[2] for urn in each.dependencies}
        for each in recorded(create).resources
        if each.type.endswith((":StatefulSet", ":Job"))
    }
    assert waiting == {"db": {"db-data"}, "db-models": {"db-data"}}


def test_a_deployment_replaces_pods_one_by_one_unless_only_one_may_mount_a_volume():
    def strategy(**options: Any) -> Any:
        (manifest,) = deployment(**options).manifests
        return manifest["spec"]["strategy"]

    assert strategy() == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert strategy(recreate=True) == {"type": "Recreate"}


def test_several_replicas_have_a_disruption_budget():
    def kinds(replicas: int) -> list[str]:
        return sorted(each["kind"] for each in deployment(scale=Scale(1, replicas)).manifests)

    assert (kinds(1), kinds(2)) == (["Deployment"], ["Deployment", "PodDisruptionBudget"])


def test_annotations_and_labels_of_pods_are_where_operators_look_for_them():
    pods = {"annotations": {"reloader.stakater.com/auto": "true"}, "labels": {"team": "a", INSTANCE: "another"}}
    (manifest,) = recorded(stateful_set, pods=pods).manifests
    template = manifest["spec"]["template"]["metadata"]
    assert manifest["metadata"]["annotations"] == template["annotations"] == pods["annotations"]
    # A label that selects the pods is not the user's to change.
    assert (template["labels"]["team"], template["labels"][INSTANCE]) == ("a", "db")
    assert "team" not in manifest["metadata"]["labels"]


def spread(pods: dict[str, Any], replicas: int = 2) -> list[Any]:
    made = recorded(
        lambda app: create_deployment(
            app, SERVER, IDENTITY, termination_grace_period=5, scale=Scale(replicas, replicas)
        ),
        pods=pods,
    )
    (manifest,) = [each for each in made.manifests if each["kind"] == "Deployment"]
    return manifest["spec"]["template"]["spec"].get("topologySpreadConstraints", [])


def test_several_pods_spread_over_nodes_and_zones_without_those_of_the_last_revision():
    terms = spread({})
    assert [term["topologyKey"] for term in terms] == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
    assert {term["whenUnsatisfiable"] for term in terms} == {"ScheduleAnyway"}
    assert [term["matchLabelKeys"] for term in terms] == [["pod-template-hash"]] * 2
    assert spread({}, replicas=1) == []


def test_the_user_s_spread_replaces_it():
    own = [{"maxSkew": 2, "topologyKey": "rack", "whenUnsatisfiable": "DoNotSchedule"}]
    assert [term["topologyKey"] for term in spread({"topology_spread": own})] == ["rack"]
    assert spread({"topology_spread": []}) == []


def rollout(scale: Scale, **arguments: Any) -> tuple[int | None, int, int]:
    made = recorded(
        lambda app: create_deployment(app, SERVER, IDENTITY, termination_grace_period=5, scale=scale),
        pods={"rollout": arguments},
    )
    (spec,) = [each["spec"] for each in made.manifests if each["kind"] == "Deployment"]
    return spec.get("minReadySeconds"), spec["progressDeadlineSeconds"], spec["revisionHistoryLimit"]


def test_new_pods_of_several_have_to_stay_ready_and_may_take_their_time():
    assert rollout(Scale(2, 2)) == (10, 900, 3)
    assert rollout(Scale()) == (None, 900, 3)
    own = {"min_ready_seconds": 30, "progress_deadline_seconds": 60, "revision_history_limit": 1}
    assert rollout(Scale(2, 2), **own) == (30, 60, 1)
