from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from homelab.arguments import check
from homelab.arguments.late_checks import watched_checks
from homelab.components.base import application
from homelab.components.rag_api.collection import checked_collection
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.offline import Recording, record
from homelab.offline.monitor import RecordingMonitor

HUGGINGFACE = {"provider": "huggingface", "model": "a"}


class Server(pulumi.ComponentResource):
    def __init__(self, collection: str, embeddings: dict[str, Any]):
        super().__init__("test:index:Server", "rag", {})
        app = application(self, "rag", {"namespace": "ai"}, app="rag-api", role="retrieval")
        args = check(EmbeddingsArgs, embeddings, "embeddings")
        pulumi.export("collection", checked_collection(app, collection, args))


def made(embeddings: dict[str, Any], collection: str = "librechat", *, preview: bool = False) -> Recording:
    return record(lambda: Server(collection, embeddings), preview=preview)


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch):
    """Respond like the engine if an earlier program created the ConfigMap: ignored changes keep the old values."""

    def remember(data: dict[str, str]) -> None:
        register = RecordingMonitor.RegisterResource

        def answer(self: RecordingMonitor, request: Any) -> Any:
            if request.type == "kubernetes:core/v1:ConfigMap" and list(request.ignoreChanges) == ["data"]:
                request.object.fields["data"].struct_value.Clear()
                request.object.fields["data"].struct_value.update(data)
            return register(self, request)

        monkeypatch.setattr(RecordingMonitor, "RegisterResource", answer)

    return remember


@pytest.mark.parametrize("preview", [True, False])
def test_a_new_collection_records_its_model(preview: bool):
    recording = made({"provider": "openai", "model": "m", "dimensions": 256}, preview=preview)
    (config_map,) = recording.manifests
    assert config_map["metadata"]["name"] == "rag-librechat-vectors"
    assert config_map["data"] == {"provider": "openai", "model": "m", "dimensions": "256"}
    assert recording.exports["collection"] == "librechat"


def test_each_collection_has_a_record_of_its_own_whatever_postgres_allows_in_its_name():
    (config_map,) = made(HUGGINGFACE, "_second_").manifests
    assert config_map["metadata"]["name"] == "rag--second--vectors"


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("embeddings", "found", "wanted"),
    [
        ({**HUGGINGFACE, "model": "b"}, "huggingface a", "huggingface b"),
        ({"provider": "openai", "model": "a"}, "huggingface a", "openai a"),
        ({"provider": "openai", "model": "a", "dimensions": 3}, "huggingface a", "openai a with 3 dimensions"),
    ],
)
def test_another_model_is_refused(remembered: Any, embeddings: dict[str, Any], found: str, wanted: str, preview: bool):
    remembered({"provider": "huggingface", "model": "a"})
    with pytest.raises(ArgumentError) as caught:
        made(embeddings, preview=preview)
    message = str(caught.value)
    assert f"collection librechat of rag holds vectors of {found}, not of {wanted}: revert the model" in message
    assert "kubectl --namespace ai delete configmap rag-librechat-vectors" in message
    assert "\n" not in message


def test_other_dimensions_are_refused(remembered: Any):
    remembered({"provider": "openai", "model": "a", "dimensions": "256"})
    with pytest.raises(ArgumentError, match="openai a with 256 dimensions, not of openai a: revert"):
        made({"provider": "openai", "model": "a"})


def test_the_same_model_is_no_change(remembered: Any):
    remembered({"provider": "huggingface", "model": "a"})
    assert made(HUGGINGFACE).exports["collection"] == "librechat"


def test_a_plugin_waits_for_the_check():
    def program() -> None:
        with watched_checks() as checks:
            Server("librechat", HUGGINGFACE)
        assert len(checks) == 1

    record(program)
