"""Names of endpoints and models that nothing offers."""

from collections.abc import Collection, Iterator, Sequence

from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.schema.problem import did_you_mean


def unknown_name(path: str, name: str, known: Collection[str], kind: str) -> Iterator[str]:
    """At most one message."""
    if name not in known:
        given = ", ".join(known) or "none"
        yield f"{path}: there is no {kind} {name!r}{did_you_mean(name, known)}; there are: {given}"


def unknown_endpoint(path: str, name: str, offered: Sequence[OfferedModels]) -> Iterator[str]:
    """A message where nothing offers an endpoint."""
    yield from unknown_name(path, name, [each.endpoint for each in offered], "endpoint")


def unknown_model(path: str, endpoint: str, model: str, offered: Sequence[OfferedModels]) -> Iterator[str]:
    """A message where an endpoint has a list of models, and the model is not on it."""
    for each in offered:
        if each.endpoint == endpoint and each.models:
            yield from unknown_name(path, model, each.models, f"model of {endpoint} called")
