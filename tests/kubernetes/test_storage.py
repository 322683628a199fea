import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import StorageArgs, create_volume_claim
from tests.kubernetes.recorded import recorded


def test_an_existing_claim_takes_the_place_of_one_of_its_own():
    volumes = []
    recording = recorded(
        lambda app: volumes.append(create_volume_claim(app, "data", {"existing_claim": "kept"}, default_size="1Gi"))
    )
    assert list(recording.objects) == []
    assert volumes[0].definition == {"name": "data", "persistent_volume_claim": {"claim_name": "kept"}}


@pytest.mark.parametrize("name", ["size", "storage_class"])
def test_what_an_existing_claim_has_already_is_refused(name: str):
    with pytest.raises(ArgumentError, match=f"{name} has no effect with existing_claim: remove one"):
        check(StorageArgs, {"existing_claim": "kept", name: "1Gi" if name == "size" else "fast"}, "x")  # type: ignore[misc]
