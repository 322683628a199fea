from typing import Any

import pytest

from homelab.diff.immutable import IMMUTABLE, immutable_changes


def nested(path: str, value: object) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    return value  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, paths in IMMUTABLE.items() for path in paths])
def test_a_field_that_keeps_its_first_value_is_named(kind: str, path: str):
    assert immutable_changes(kind, nested(path, "a"), nested(path, "b")) == [f"{path} changes"]
    assert immutable_changes(kind, nested(path, "a"), nested(path, "a")) == []
    assert immutable_changes("ConfigMap", nested(path, "a"), nested(path, "b")) == []


def test_a_claim_grows_and_does_not_shrink():
    small, large = (nested("spec.resources.requests.storage", size) for size in ("4Gi", "8Gi"))
    assert immutable_changes("PersistentVolumeClaim", small, large) == []
    assert immutable_changes("PersistentVolumeClaim", large, small) == [
        "spec.resources.requests.storage shrinks from 8Gi to 4Gi"
    ]
