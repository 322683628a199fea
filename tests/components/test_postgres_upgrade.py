from typing import Any

import pytest

from homelab import ArgumentError, DocumentDB, PgVector
from homelab.components.postgres import file_format
from homelab.kubernetes.retention import FORMAT
from tests.components.recorded import objects, recording

OLD, NEW = "pgvector/pgvector:0.8.6-pg17-bookworm", "pgvector/pgvector:0.8.6-pg18"
UPGRADED = {"namespace": "ai", "image": NEW, "upgrade": {"major": 18, "from_image": OLD}}


def pgvector(**args: Any):
    return objects(lambda: PgVector("vectors", {"namespace": "ai", **args}))  # type: ignore[arg-type]


def pod(made: Any, name: str = "vectors") -> Any:
    return made["StatefulSet", name]["spec"]["template"]["spec"]


def claims(made: Any) -> set[str]:
    return {name for kind, name in made if kind == "PersistentVolumeClaim"}


def claim_of(made: Any, volume: str) -> str:
    (found,) = [each for each in pod(made)["volumes"] if each["name"] == volume]
    return found["persistentVolumeClaim"]["claimName"]


def test_without_an_upgrade_the_volume_has_its_name_of_always():
    made = pgvector()
    assert claims(made) == {"vectors-data"}
    assert "initContainers" not in pod(made)


def test_a_new_version_gets_a_volume_of_its_own_and_the_old_one_is_kept():
    made = pgvector(**UPGRADED)
    assert claims(made) == {"vectors-data", "vectors-data-pg18"}
    assert claim_of(made, "data") == "vectors-data-pg18"
    assert made["PersistentVolumeClaim", "vectors-data-pg18"]["metadata"]["labels"][FORMAT] == "postgres-18"
    kept = {each.name for each in recording(lambda: PgVector("vectors", UPGRADED)).resources if each.retain_on_delete}  # type: ignore[arg-type]
    assert {"vectors-data", "vectors-data-pg18"} <= kept


def test_the_old_image_dumps_before_the_new_one_restores_and_only_the_dump_sees_the_old_volume():
    made = pgvector(**UPGRADED)
    dump, restore = pod(made)["initContainers"]
    assert [dump["image"], restore["image"]] == [OLD, NEW]
    old = {mount["mountPath"]: mount["name"] for mount in dump["volumeMounts"]}["/old"]
    assert claim_of(made, old) == "vectors-data"
    assert "/old" not in {mount["mountPath"] for mount in restore["volumeMounts"]}
    assert old not in {mount["name"] for mount in pod(made)["containers"][0]["volumeMounts"]}


def test_what_a_refused_image_is_told_to_set_is_accepted():
    refusal = file_format(18).refusal("postgres-17")
    assert refusal
    assert "upgrade.major: 18" in refusal
    assert "set image to one of postgres-17 again" in refusal
    assert claim_of(pgvector(image=NEW, upgrade={"major": 18}), "data") == "vectors-data-pg18"
    queue = file_format(18, can_upgrade=False).refusal("postgres-17")
    assert queue
    assert "pg_dump" in queue


def test_indexes_are_built_with_shared_memory():
    restore = pod(pgvector(**UPGRADED))["initContainers"][1]
    assert "/dev/shm" in {mount["mountPath"] for mount in restore["volumeMounts"]}


def test_a_second_upgrade_starts_from_the_volume_of_the_first():
    made = pgvector(image="pgvector/pgvector:0.8.6-pg19", upgrade={"major": 19, "from_major": 18, "from_image": NEW})
    assert claims(made) == {"vectors-data-pg18", "vectors-data-pg19"}


def test_once_all_is_well_nothing_of_the_old_volume_is_left_in_the_stack():
    made = pgvector(image=NEW, upgrade={"major": 18, "keep_old_volume": False})
    assert claims(made) == {"vectors-data-pg18"}
    assert "initContainers" not in pod(made)


def test_ferretdbs_postgres_starts_on_an_empty_volume():
    image = "ghcr.io/ferretdb/postgres-documentdb:18-0.107.0-ferretdb-2.7.0"
    made = objects(lambda: DocumentDB("db", {"namespace": "ai", "image": image, "upgrade": {"major": 18}}))
    assert claims(made) == {"db-postgres-data", "db-postgres-data-pg18"}
    assert "initContainers" not in pod(made, "db-postgres")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"image": OLD, "upgrade": {"major": 18}},
            "upgrade.major 18 and image, which has Postgres 17, must be of the same",
        ),
        ({"upgrade": {"major": 18, "from_major": 18}}, "upgrade: from_major 18 is not older than major 18"),
        ({"upgrade": {"major": 18, "from_image": OLD, "keep_old_volume": False}}, "from_image needs the old volume"),
        ({"upgrade": {"major": 7}}, "upgrade.major: expected a whole number from 13 to 99"),
        (
            {"storage": {"existing_claim": "mine"}, "upgrade": {"major": 18}},
            "upgrade has no effect with storage.existing",
        ),
    ],
)
def test_an_upgrade_that_cannot_be_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as caught:
        pgvector(**args)
    assert message in str(caught.value)
