from homelab.kubernetes import (
    Application,
    create_config_map,
    create_network_policy,
    create_service,
    create_volume_claim,
)
from tests.kubernetes.recorded import SERVER, recorded, stateful_set


def test_every_object_has_the_recommended_labels_and_those_of_the_placement():
    def create(app: Application) -> None:
        create_config_map(app, "settings", {"a": "b"})
        create_service(app, SERVER)
        stateful_set(app)
        create_network_policy(app)

    manifests = recorded(create, placement={"labels": {"team": "a", "app.kubernetes.io/name": "b"}}).manifests
    assert len(manifests) == 4
    for each in manifests:
        assert each["metadata"]["namespace"] == "ai"
        assert each["metadata"]["labels"] == {
            "team": "a",
            "app.kubernetes.io/name": "valkey",
            "app.kubernetes.io/instance": "db",
            "app.kubernetes.io/component": "cache",
            "app.kubernetes.io/part-of": "homelab",
            "app.kubernetes.io/managed-by": "pulumi",
        }


def test_services_and_policies_select_the_pods_of_the_workload():
    def create(app: Application) -> None:
        stateful_set(app)
        create_service(app, SERVER)
        create_network_policy(app)

    by_kind = {each["kind"]: each["spec"] for each in recorded(create).manifests}
    labels = by_kind["StatefulSet"]["template"]["metadata"]["labels"]
    selectors = [
        by_kind["StatefulSet"]["selector"]["matchLabels"],
        by_kind["Service"]["selector"],
        by_kind["NetworkPolicy"]["podSelector"]["matchLabels"],
    ]
    assert all(each == selectors[0] and each.items() <= labels.items() for each in selectors)


def test_a_sibling_shares_namespace_placement_and_adoption():
    def create(app: Application) -> None:
        create_volume_claim(app.sibling("postgres", app="postgres", component="a"), "data", {}, default_size="1Gi")

    made = recorded(create, placement={"storage_class": "fast"}, adopt=True)
    (claim,) = made.manifests
    assert (claim["metadata"]["name"], claim["metadata"]["namespace"]) == ("db-postgres-data", "ai")
    assert claim["spec"]["storageClassName"] == "fast"
    assert [each.import_id for each in made.resources if each.import_id] == ["ai/db-postgres-data"]
