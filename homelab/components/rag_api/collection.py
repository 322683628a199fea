"""The collection of vectors: it remembers whose vectors it holds, and takes no others.

Vectors of two models cannot be compared: after a change of model, a filled collection finds nothing, or nonsense, and
nobody says so. A ConfigMap with the collection's name remembers the model of the first ``up``. Pulumi does not change
what it holds, so that a later program, a preview's too, sees what it was made with. Only the collection in use is
remembered.
"""

from collections.abc import Mapping

import pulumi
import pulumi_kubernetes as k8s

from homelab.arguments import ArgumentError
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.kubernetes import Application, combine


def settled_collection(app: Application, collection: str, args: EmbeddingsArgs) -> pulumi.Output[str]:
    """The name of the collection, known once it is certain that its vectors are of the model that ``args`` name.

    :raises ArgumentError: In the Output, when they are another one's.
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
                f"collection {collection} of {app.name} holds vectors of {_shown(found)}, not of {_shown(wanted)}: "
                "take that back, or name another collection and upload the files again; or, if it is empty, let it "
                f"forget with `kubectl --namespace {namespace} delete configmap {name}` and `pulumi refresh`"
            )
        return collection

    return pulumi.Output.all(record.data, record.metadata, wanted).apply(lambda known: compare(*known))


def _vectors(args: EmbeddingsArgs) -> dict[str, pulumi.Input[str]]:
    vectors: dict[str, pulumi.Input[str]] = {"provider": args["provider"].value, "model": embeddings.model(args)}
    if "dimensions" in args:
        vectors["dimensions"] = combine(str, args["dimensions"])
    return vectors


def _shown(vectors: Mapping[str, str]) -> str:
    size = f" with {vectors['dimensions']} dimensions" if "dimensions" in vectors else ""
    return f"{vectors['provider']} {vectors['model']}{size}"
