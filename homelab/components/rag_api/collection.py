"""Guard against storing vectors of different models in one collection.

Vectors of two models cannot be compared: after a change of model, searches in an existing collection silently return
nothing or nonsense. A ConfigMap named after the collection records the model of the first ``up``. Pulumi ignores later
changes of its data, so that every program, in previews too, can compare it with the current model. Only the collection
in use is recorded.
"""

from collections.abc import Mapping

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError
from homelab.arguments.late_checks import late_check
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes import Application, apply


def checked_collection(app: Application, collection: str, args: EmbeddingsArgs) -> pulumi.Input[str]:
    """Name of the collection, once its vectors are known to be of the model in ``args``.

    :raises ArgumentError: The vectors are of another model; raised in the Output.
    """
    wanted = _vectors(args)
    name = f"{app.name}-{collection.replace('_', '-')}-vectors"
    record = k8s.core.v1.ConfigMap(
        name, metadata=app.metadata(name), data=wanted, opts=app.options(ignore_changes=["data"])
    )

    def compare(found: Mapping[str, str], metadata: Mapping[str, str], wanted: Mapping[str, str]) -> str:
        if found != wanted:
            namespace = metadata["namespace"]
            raise ArgumentError(
                f"collection {collection} of {app.name} holds vectors of {_format(found)}, not of {_format(wanted)}: "
                "revert the model, or name another collection and upload the files again; or, if it is empty, reset it "
                f"with `kubectl --namespace {namespace} delete configmap {name}` and `pulumi refresh`"
            )
        return collection

    return late_check(apply(compare, record.data, record.metadata, wanted))


def _vectors(args: EmbeddingsArgs) -> dict[str, pulumi.Input[str]]:
    provider = EmbeddingsProvider(args["provider"])
    vectors: dict[str, pulumi.Input[str]] = {"provider": provider.value, "model": embeddings.model(args)}
    if "dimensions" in args:
        vectors["dimensions"] = apply(str, args["dimensions"])
    return vectors


def _format(vectors: Mapping[str, str]) -> str:
    size = f" with {vectors['dimensions']} dimensions" if "dimensions" in vectors else ""
    return f"{vectors['provider']} {vectors['model']}{size}"
