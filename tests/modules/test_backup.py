"""Which volumes of a workspace its VolumeSnapshots are of."""

from typing import Any

import pytest

from homelab.offline.objects import KubernetesObject
from tests.modules.test_backup_network import ARGS
from tests.scenarios import recorded

FIRST = {"ws-documentdb-postgres-data", "ws-librechat-files", "ws-pgvector-data"}
PG17 = "pgvector/pgvector:0.8.6-pg17-bookworm"
PG18 = "pgvector/pgvector:0.8.6-pg18"


def snapshots(**groups: Any) -> dict[str, KubernetesObject]:
    """VolumeSnapshots by the names of the claims that they are of."""
    backup = {**ARGS["backup"], "volume_snapshots": {"names": ["before"]}}
    objects = recorded({**ARGS, "backup": backup, **groups}).objects
    claims = {each.name for each in objects if each.kind == "PersistentVolumeClaim"}
    found = {
        each.manifest["spec"]["source"]["persistentVolumeClaimName"]: each
        for each in objects
        if each.kind == "VolumeSnapshot"
    }
    assert found.keys() <= claims
    return found


@pytest.mark.parametrize(
    ("group", "args", "current"),
    [
        ("pgvector", {"image": PG18, "upgrade": {"major": 18, "from_image": PG17}}, "ws-pgvector-data-pg18"),
        ("documentdb", {"upgrade": {"major": 17}}, "ws-documentdb-postgres-data-pg17"),
    ],
)
def test_after_an_upgrade_of_postgres_they_are_of_the_new_volume_and_of_the_old_one_while_it_is_kept(
    group: str, args: Any, current: str
):
    first, kept = snapshots(), snapshots(**{group: args})
    assert first.keys() == FIRST
    assert kept.keys() == {*FIRST, current}
    # Pulumi leaves the snapshots of before alone, which are the way back.
    assert {first[claim].resource.name for claim in FIRST} == {kept[claim].resource.name for claim in FIRST}
    given_up = {key: value for key, value in args["upgrade"].items() if key != "from_image"}
    without = snapshots(**{group: {**args, "upgrade": {**given_up, "keep_old_volume": False}}})
    assert without.keys() == kept.keys() - {current.rpartition("-pg")[0]}
