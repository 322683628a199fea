"""A second version of LibreChat in a workspace."""

from collections.abc import Mapping
from typing import Any

import pytest

from homelab import ArgumentError
from homelab.modules.canary import canary_warnings
from homelab.offline.network import NetworkPolicies, pods
from tests.components.recorded import Manifest, container, environment
from tests.scenarios import recorded

NEW = "ghcr.io/librechat-ai/librechat:v0.8.9"
SHARED = {"local": {"access_mode": "ReadWriteMany", "size": "5Gi"}}
CHAT: Mapping[str, Any] = {"domain": "chat.example.com", "storage": SHARED, "route": {"gateway": "g"}}
EVERYTHING: Mapping[str, Any] = {
    "rag": {"embeddings": {"provider": "huggingface"}},
    "searxng": {},
    "firecrawl": {},
    "ollama": {"models": ["a"]},
    "load": {"fake_model": True},
}
INSTANCE = "app.kubernetes.io/instance"
SWEEP = "FILE_RETENTION_SWEEP_INTERVAL_MS"


def args(canary: Mapping[str, Any] | None = None, chat: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    group = {} if canary is None else {"canary": {"image": NEW, **canary}}
    return {"namespace": "ai", "librechat": {**CHAT, **(chat or {})}, **group, **more}


def workspace(*groups: Any, **more: Any) -> dict[tuple[str, str], Manifest]:
    return {(each.kind, each.resource.name): each.manifest for each in recorded(args(*groups, **more)).objects}


def differences(stable: Mapping[str, Any], canary: Mapping[str, Any]) -> set[str]:
    return {name for name in stable.keys() | canary.keys() if stable.get(name) != canary.get(name)}


def test_it_is_the_other_one_but_for_its_image_and_what_only_one_may_do():
    made = workspace({}, **EVERYTHING)
    stable, canary = (environment(made, "Deployment", f"ws-librechat{suffix}") for suffix in ("", "-canary"))
    assert differences(stable, canary) == {SWEEP, "MEILI_NO_SYNC"}
    assert (canary[SWEEP], canary["MEILI_NO_SYNC"]) == ("0", "true")
    assert canary["REDIS_KEY_PREFIX"] == "ws-librechat"
    first, second = ({**container(made["Deployment", f"ws-librechat{suffix}"])} for suffix in ("", "-canary"))
    assert (first.pop("image"), second.pop("image")) == ("ghcr.io/librechat-ai/librechat:v0.8.8", NEW)
    assert first.pop("envFrom") != second.pop("envFrom")
    assert first == second
    configs = [made["ConfigMap", f"ws-librechat{suffix}-config"]["data"] for suffix in ("", "-canary")]
    assert configs[0] == configs[1]


def test_they_share_one_volume():
    made = workspace({})
    assert [name for kind, name in made if kind == "PersistentVolumeClaim" and "librechat" in name] == [
        "ws-librechat-files"
    ]
    volumes = made["Deployment", "ws-librechat-canary"]["spec"]["template"]["spec"]["volumes"]
    [claim] = [each["persistentVolumeClaim"]["claimName"] for each in volumes if "persistentVolumeClaim" in each]
    assert claim == "ws-librechat-files"


def test_neither_service_selects_the_others_pods():
    made = workspace({})
    for own, other in (("ws-librechat", "ws-librechat-canary"), ("ws-librechat-canary", "ws-librechat")):
        selector = made["Service", own]["spec"]["selector"]
        labels = made["Deployment", other]["spec"]["template"]["metadata"]["labels"]
        assert not selector.items() <= labels.items()
        assert selector.items() <= made["Deployment", own]["spec"]["template"]["metadata"]["labels"].items()


def test_it_reaches_and_is_reached_like_the_other_one():
    objects = recorded(args({}, {"smoke_test": True}, **EVERYTHING)).manifests
    policies, own = NetworkPolicies(objects), {pod.labels[INSTANCE]: pod for pod in pods(objects)}
    chats = [own["ws-librechat"], own["ws-librechat-canary"]]
    tests = [own["ws-librechat-smoke"], own["ws-librechat-canary-smoke"]]
    for name, pod in own.items():
        for port in pod.ports:
            reached = {policies.allows(chat, pod, port.number) for chat in chats}
            assert len(reached) == 1 or name in ("ws-librechat", "ws-librechat-canary"), name
            if not name.startswith("ws-librechat"):
                assert {policies.allows(test, pod, port.number) for test in tests} == reached, name
    for test, chat in zip(tests, chats, strict=True):
        assert policies.allows(test, chat, 3080)


def test_the_route_leads_to_both_and_the_canary_has_none_of_its_own():
    made = workspace({"weight": 30})
    assert [name for kind, name in made if kind in ("HTTPRoute", "Ingress")] == ["ws-librechat"]
    backends = made["HTTPRoute", "ws-librechat"]["spec"]["rules"][-1]["backendRefs"]
    assert [(each["name"], each["weight"]) for each in backends] == [("ws-librechat", 70), ("ws-librechat-canary", 30)]
    assert len(workspace()["HTTPRoute", "ws-librechat"]["spec"]["rules"]) == 2


def test_several_pods_of_it_have_a_budget_and_find_their_indexes_built():
    made = workspace({"replicas": 3})
    assert made["Deployment", "ws-librechat-canary"]["spec"]["replicas"] == 3
    assert ("PodDisruptionBudget", "ws-librechat-canary") in made
    assert container(made["Job", "ws-librechat-canary-indexes"])["image"] == NEW
    policy = made["NetworkPolicy", "ws-documentdb"]["spec"]["ingress"]
    names = [
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/instance"] for rule in policy for peer in rule["from"]
    ]
    assert "ws-librechat-canary-indexes" in names


def test_the_first_administrator_and_the_autoscaler_are_the_other_ones():
    chat = {"first_admin": {"email": "ada@example.com"}, "autoscaling": {}, "storage": SHARED}
    made = workspace({}, chat)
    assert [name for kind, name in made if kind == "HorizontalPodAutoscaler"] == ["ws-librechat"]
    assert [name for kind, name in made if kind == "Job" and "admin" in name] == ["ws-librechat-admin"]


def test_they_have_the_same_role():
    chat = {"service_account": {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/chat"}}}
    made = workspace({}, chat)
    assert [name for kind, name in made if kind == "ServiceAccount"] == ["ws-librechat"]
    accounts = {
        made["Deployment", name]["spec"]["template"]["spec"]["serviceAccountName"]
        for name in ("ws-librechat", "ws-librechat-canary")
    }
    assert len(accounts) == 1


def test_it_waits_for_the_other_one():
    recording = recorded(args({}, {"smoke_test": True}))
    by_urn = {each.urn: each for each in recording.resources}

    def awaited(name: str, kind: str) -> set[str]:
        [resource] = [each for each in recording.resources if each.name == name and each.type.endswith(kind)]
        own = [*resource.dependencies, *(by_urn[resource.parent].dependencies if resource.parent else ())]
        return {by_urn[urn].name for urn in own if by_urn[urn].type.endswith(":Deployment")}

    assert awaited("ws-librechat-canary", ":Deployment") == {"ws-librechat"}
    assert awaited("ws-librechat-canary-smoke", ":Job") == {"ws-librechat", "ws-librechat-canary"}


@pytest.mark.parametrize(
    ("exposure", "kind", "tested"),
    [
        ({}, ":HTTPRoute", False),
        ({}, ":HTTPRoute", True),
        ({"ingress": {"class_name": "nginx"}}, ":Ingress", True),
    ],
)
def test_nobody_is_sent_to_pods_that_are_not_ready_and_tested(exposure: Any, kind: str, tested: bool):
    chat = {"smoke_test": tested, **exposure}
    groups = args({}, chat)
    if exposure:
        del groups["librechat"]["route"]
    recording = recorded(groups)
    types = {each.urn: f"{each.type.rpartition(':')[2]} {each.name}" for each in recording.resources}
    routes = [each for each in recording.resources if each.type.endswith(kind)]
    assert {each.name for each in routes} == {"ws-librechat", *(["ws-librechat-canary"] if exposure else [])}
    last = "Job ws-librechat-canary-smoke" if tested else "Deployment ws-librechat-canary"
    for route in routes:
        assert {"Deployment ws-librechat", last} <= {types[urn] for urn in route.dependencies}


def test_without_a_canary_the_route_waits_for_the_pods_that_a_promotion_replaces():
    recording = recorded(args())
    [route] = [each for each in recording.resources if each.type.endswith(":HTTPRoute")]
    assert any(urn.endswith("Deployment::ws-librechat") for urn in route.dependencies)


def test_disabled_it_is_not_there():
    assert workspace({"enabled": False}).keys() == workspace().keys()


WITHOUT_ROUTE = {"domain": "chat.example.com", "storage": SHARED}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (args({}, valkey={"enabled": False}), "canary needs valkey, by which both versions share"),
        (args({}, {"storage": {}}), "canary and files on a ReadWriteOnce volume are mutually exclusive"),
        (args({"image": "ghcr.io/librechat-ai/librechat:v0.8.8"}), "is LibreChat's own image already"),
        (args({"image": "a/b:1"}, {"image": "a/b:1"}), "canary.image a/b:1 is LibreChat's own image already"),
        (args({"image": ""}), "canary.image: expected"),
        (args({"weight": 101}), "canary.weight: expected a whole number from 0 to 100"),
        (args({"cookie": "a b"}), "canary.cookie: expected the name of a cookie"),
        (args({"header": "X Canary"}), "canary.header: expected the name of a header"),
        (args({}, {"enabled": False}), "canary has no effect with librechat.enabled: false"),
        (
            {**args({"weight": 1}), "librechat": WITHOUT_ROUTE},
            "canary.weight has no effect without librechat.route or librechat.ingress: remove it",
        ),
        (
            {**args({}), "librechat": {**WITHOUT_ROUTE, "ingress": {"class_name": "traefik"}}},
            "canary needs librechat.ingress.controller: nginx",
        ),
    ],
)
def test_what_cannot_work_is_refused(wrong: Mapping[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        recorded(wrong)


def test_a_name_that_leaves_no_room_is_refused():
    with pytest.raises(ArgumentError, match="canary needs a workspace's name of at most 27 characters"):
        recorded(args({}), name="a" * 28)
    recorded(args({"replicas": 2}, {"smoke_test": True}), name="a" * 27)


def test_without_a_route_it_is_reached_by_port_forward_alone():
    made = {each["metadata"]["name"] for each in recorded({**args({}), "librechat": WITHOUT_ROUTE}).manifests}
    assert "ws-librechat-canary" in made


def images(stable: str, canary: str) -> Mapping[str, Any]:
    return args({"image": canary}, {"image": stable})


@pytest.mark.parametrize(
    ("stable", "canary", "message"),
    [
        ("a/b:v0.8.8", "a/b:v0.8.9", None),
        ("a/b:v0.8.8", "a/b:v0.9.0-rc1", None),
        ("a/b:v0.8.8-rc1", "a/b:v0.8.8", None),
        ("a/b:v1.2.0", "a/b:v1.3.4", None),
        ("a/b:v1.2.0", "a/b:v1.2.7", None),
        ("a/b:v1.9.0", "a/b:v2.0.0", None),
        ("a/b:main", "a/b:v0.8.9", None),
        ("a:5000/b:v0.8.8@sha256:" + "0" * 64, "a/b:v0.8.9", None),
        ("a/b:v0.8.6", "a/b:v0.8.8", "v0.8.8 is not the version after LibreChat's own v0.8.6"),
        ("a/b:v0.8.6", "a/b:v0.10.0", "is not the version after"),
        ("a/b:v1.2.0", "a/b:v1.4.0", "is not the version after"),
        ("a/b:v0.8.8", "a/b:v0.8.7", "v0.8.7 is older than LibreChat's own v0.8.8"),
    ],
)
def test_versions_that_are_no_neighbours_are_warned_of(stable: str, canary: str, message: str | None):
    found = list(canary_warnings(images(stable, canary)))
    assert (found == []) if message is None else (message in found[0])
