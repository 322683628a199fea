"""Which connections the doctor tries, on a rendered workspace."""

from homelab.doctor.connections import Connection, connections
from tests.doctor.cluster import only, rendered, running_objects, workspace


def tried(source: str) -> dict[str, Connection]:
    objects = running_objects(rendered())
    subject = workspace(objects)
    return {each.service: each for each in connections(only(objects, "Pod", source), subject)}


def allowed(source: str) -> set[str]:
    return {service for service, each in tried(source).items() if each.is_allowed}


def test_librechat_reaches_its_servers_and_not_their_storage():
    assert {"ws-valkey:6379", "ws-documentdb:27017", "ws-meilisearch:7700", "ws-rag-api:8000"} <= allowed("librechat")
    assert {"ws-pgvector:5432", "ws-documentdb-postgres:5432"} <= set(tried("librechat")) - allowed("librechat")


def test_the_rag_api_reaches_its_database_alone():
    assert allowed("rag-api") == {"ws-pgvector:5432"}
    assert "ws-valkey:6379" in tried("rag-api")


def test_addresses_are_those_of_pods_so_that_neither_dns_nor_a_service_decides():
    objects = running_objects(rendered())
    valkey = only(objects, "Pod", "valkey")["status"]["podIP"]
    assert tried("librechat")["ws-valkey:6379"].host == valkey


def test_a_pod_that_is_not_ready_is_not_tried():
    objects = running_objects(rendered())
    only(objects, "Pod", "valkey")["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    found = connections(only(objects, "Pod", "librechat"), workspace(objects))
    assert "ws-valkey:6379" not in {each.service for each in found}
