"""Which pods are asked about a person."""

from dataclasses import dataclass

import pytest

from homelab.privacy.place import find_place
from homelab.running.errors import NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest


@dataclass(frozen=True)
class Cluster(Kubectl):
    pods: tuple[Manifest, ...] = ()

    def items(self, *kinds: str, selector: str | None = None) -> list[Manifest]:
        assert kinds == ("pods",)
        return list(self.pods)


def pod(instance: str, app: str) -> Manifest:
    labels = {
        "app.kubernetes.io/name": app,
        "app.kubernetes.io/instance": instance,
        "app.kubernetes.io/part-of": "homelab",
        "app.kubernetes.io/managed-by": "pulumi",
    }
    return {
        "kind": "Pod",
        "metadata": {"name": f"{instance}-0", "labels": labels},
        "spec": {"containers": [{"name": app}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    }


CHAT, RAG = pod("ai-librechat", "librechat"), pod("ai-rag-api", "rag-api")
OTHER = (pod("b-librechat", "librechat"), pod("b-rag-api", "rag-api"))


def test_the_only_workspace_is_the_one():
    place = find_place(Cluster("ai", pods=(CHAT, RAG)))
    assert (place.name, place.librechat, place.rag_api) == ("ai-librechat", CHAT, RAG)


def test_scripts_may_take_longer_than_other_commands():
    assert find_place(Cluster("ai", pods=(CHAT,), timeout=30)).kubectl.timeout >= 3600


def test_jobs_and_other_versions_beside_librechat_are_not_asked():
    beside = (pod("ai-librechat-canary", "librechat"), pod("ai-search-cleanup", "librechat"))
    assert find_place(Cluster("ai", pods=(*beside, CHAT))).librechat == CHAT


def test_of_several_workspaces_one_has_to_be_named():
    cluster = Cluster("ai", pods=(CHAT, RAG, *OTHER))
    with pytest.raises(NotPossibleError, match="several workspaces: use --workspace, one of ai, b"):
        find_place(cluster)
    place = find_place(cluster, "b")
    assert (place.librechat, place.rag_api) == OTHER


def test_another_workspaces_rag_api_is_never_asked():
    assert find_place(Cluster("ai", pods=(CHAT, *OTHER)), "ai").rag_api is None


def test_without_a_running_librechat_nothing_can_be_done():
    with pytest.raises(NotPossibleError, match="namespace ai: no ready pod of LibreChat"):
        find_place(Cluster("ai", pods=(RAG,)))
