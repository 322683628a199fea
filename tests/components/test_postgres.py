import pulumi
import pytest

from homelab import PgVector
from homelab.components.postgres import major_version
from homelab.kubernetes.retention import FORMAT
from tests.components.recorded import objects


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("docker.io/pgvector/pgvector:0.8.6-pg17-bookworm", 17),
        ("pgvector/pgvector:pg18", 18),
        ("ghcr.io/ferretdb/postgres-documentdb:17-0.107.0-ferretdb-2.7.0", 17),
        ("registry.example.com:5000/postgres:16.14-trixie", 16),
        (f"postgres:18.1@sha256:{'0' * 64}", 18),
        (f"ghcr.io/firecrawl/nuq-postgres@sha256:{'1' * 64}", None),
        ("registry.example.com:5000/own:v1.7", None),
        ("registry.example.com/own:2026-11", None),
    ],
)
def test_an_image_s_tag_tells_whose_files_its_volume_holds(image: str, expected: int | None):
    assert major_version(image) == expected
    assert major_version(pulumi.Output.from_input(image)) is None


def test_a_volume_says_whose_files_it_holds():
    made = objects(lambda: PgVector("server", {"namespace": "ai", "image": "pgvector/pgvector:0.8.6-pg18"}))
    assert made["PersistentVolumeClaim", "server-data"]["metadata"]["labels"][FORMAT] == "postgres-18"
