"""Versions and classes that are defaults, against the data that cfn-lint ships."""

import json
from importlib.resources import files
from typing import Any

import pytest

from homelab.aws import cache, document_database
from homelab.aws.postgres_database import args as postgres_database

DATA = files("cfnlint") / "data" / "schemas" / "extensions"
REGIONS = ("us-east-1", "eu-central-1")


def data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def enumerations(schema: Any, engine: str, name: str, *, side: str = "then") -> set[str]:
    """Values of a property where the engine is ``engine``.

    :param side: ``if`` for those that are conditions, ``then`` for those that are permitted.
    """
    return {
        value
        for condition in schema["allOf"]
        if condition["if"]["properties"].get("Engine", {}).get("const") == engine
        for value in (condition.get(side) or {}).get("properties", {}).get(name, {}).get("enum", [])
    }


def current(file: str, engine: str) -> set[str]:
    """Versions of an engine that are not deprecated. A major version alone, which AWS permits, is in no such list."""
    versions = enumerations(data(f"{file}/engine_version.json"), engine, "EngineVersion")
    deprecated = enumerations(data(f"{file}/engine_version_deprecated.json"), engine, "EngineVersion", side="if")
    return versions - deprecated


def test_a_version_of_postgres_exists_and_is_not_deprecated():
    major = postgres_database.RDS_VERSION
    assert any(version.startswith(f"{major}.") for version in current("aws_rds_dbinstance", "postgres"))
    assert major in enumerations(data("aws_rds_dbinstance/engine_version.json"), "postgres", "EngineVersion")
    assert postgres_database.AURORA_VERSION in current("aws_rds_dbcluster", "aurora-postgresql")


def test_the_data_tells_deprecated_versions():
    assert "17.4" not in current("aws_rds_dbinstance", "postgres")


def test_the_version_of_valkey_exists():
    assert cache.VERSION in enumerations(
        data("aws_elasticache_cachecluster/engine_version.json"), "valkey", "EngineVersion"
    )


@pytest.mark.parametrize("region", REGIONS)
def test_classes_exist_where_people_are(region: str):
    of_rds = data("aws_rds_dbinstance/dbinstanceclass_enum.json")[region]
    assert postgres_database.INSTANCE_CLASS in enumerations(of_rds, "postgres", "DBInstanceClass")
    assert "db.serverless" in enumerations(of_rds, "aurora-postgresql", "DBInstanceClass")
    of_documentdb = data("aws_docdb_dbinstance/dbinstanceclass_enum.json")[region]["enum"]
    assert document_database.INSTANCE_CLASS in of_documentdb
    assert cache.NODE_TYPE in data("aws_elasticache_cachecluster/cachenodetype_enum.json")[region]["enum"]
