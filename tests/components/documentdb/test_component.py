from typing import Any

import pulumi
import pytest

from homelab import ArgumentError, DocumentDB, DocumentDBArgs, DocumentDBEngine
from homelab.connections import peer_of
from homelab.kubernetes import any_address
from tests.components.recorded import container, environment, objects


def documentdb(args: DocumentDBArgs):
    return objects(lambda: DocumentDB("documents", args))


def uri(made: object) -> str:
    return made["Secret", "documents-uri"]["stringData"]["uri"]  # type: ignore[index]


def test_ferretdb_is_the_default_and_gets_the_superuser_while_clients_do_not():
    made = documentdb({"namespace": "ai", "password": "a" * 20})
    assert (
        uri(made) == f"mongodb://librechat:{'a' * 20}@documents.ai.svc.cluster.local:27017/LibreChat?authSource=admin"
    )
    postgres_url = made["Secret", "documents-postgres-url"]["stringData"]["postgres-url"]
    assert postgres_url.startswith("postgres://postgres:")
    assert "@documents-postgres.ai.svc.cluster.local:5432/postgres" in postgres_url


def test_ferretdb_calls_nobody_and_shows_its_debug_port_to_nobody():
    made = documentdb({"namespace": "ai"})
    assert environment(made, "Deployment", "documents")["FERRETDB_TELEMETRY"] == "disable"
    assert [port["port"] for port in made["Service", "documents"]["spec"]["ports"]] == [27017]
    ports = [rule["ports"][0]["port"] for rule in made["NetworkPolicy", "documents"]["spec"]["ingress"]]
    assert ports == [27017]


def test_ferretdbs_image_argument_is_that_of_the_data():
    made = documentdb({"namespace": "ai", "image": "a/b:1", "gateway": {"image": "c/d:2"}})
    assert container(made["StatefulSet", "documents-postgres"])["image"] == "a/b:1"
    assert container(made["Deployment", "documents"])["image"] == "c/d:2"


def test_mongodb_is_a_replica_set_of_one_with_a_key_that_only_it_can_read():
    made = documentdb({"namespace": "ai", "engine": "mongodb", "password": "a" * 20})  # type: ignore[typeddict-item]
    server = made["StatefulSet", "documents"]
    assert container(server)["args"][:2] == ["--replSet", "rs0"]
    assert {"--bind_ip_all", "--ipv6"} <= {*container(server)["args"]}
    assert container(server, init=True)["command"][:3] == ["install", "-m", "0400"]
    assert uri(made).endswith("/LibreChat?directConnection=true&authSource=LibreChat")


def test_mongodbs_helper_scripts_do_not_run_at_the_first_start():
    server = documentdb({"namespace": "ai", "engine": "mongodb"})["StatefulSet", "documents"]  # type: ignore[typeddict-item]
    mounted = [m["mountPath"] for m in container(server)["volumeMounts"] if "initdb" in m["mountPath"]]
    assert mounted == ["/docker-entrypoint-initdb.d/create-role.js"]


def test_an_external_server_makes_nothing_but_a_secret():
    made = documentdb({"namespace": "ai", "external": {"uri": "mongodb+srv://u:p@a.example.com/LibreChat"}})
    assert list(made) == [("Secret", "documents-uri")]


def test_a_connection_string_is_never_shown():
    with pytest.raises(ArgumentError) as caught:
        documentdb({"namespace": "ai", "external": {"uri": "postgres://u:hunter2@a.example.com"}})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("engine", [DocumentDBEngine.FERRETDB, DocumentDBEngine.MONGODB])
def test_an_existing_secret_describes_librechats_user(engine: DocumentDBEngine):
    made = documentdb({"namespace": "ai", "engine": engine, "existing_secret": "documents"})
    assert not [name for kind, name in made if kind == "Secret" and name.endswith(("-password", "-uri"))]
    (workload,) = [each for (kind, _), each in made.items() if kind == "StatefulSet"]
    variables = {each["name"]: each for each in container(workload)["env"]}
    reference = variables["APP_PASSWORD"]["valueFrom"]["secretKeyRef"]
    assert (reference["name"], reference["key"]) == ("documents", "password")


def test_a_connection_string_in_an_existing_secret_makes_nothing():
    args: DocumentDBArgs = {"namespace": "ai", "external": {"uri_secret": {"name": "atlas", "key": "uri"}}}
    assert documentdb(args) == {}
    args = {"namespace": "ai", "external": {"uri": "mongodb://a.example.com/x", "port": 27018}}
    with pytest.raises(ArgumentError, match="port has no effect with uri"):
        documentdb(args)


@pytest.mark.parametrize(("port", "ports"), [({}, (27017, 27016, 27015)), ({"port": 27017}, (27017,))])
def test_servers_of_an_unknown_connection_string_may_be_atlas_unless_a_port_is_given(port: Any, ports: tuple[int, ...]):
    external = {"uri_secret": {"name": "atlas", "key": "uri"}, **port}
    peers: list[object] = []

    def program() -> None:
        args: Any = {"namespace": "ai", "external": external}
        peers.append(peer_of(DocumentDB("documents", args).connection))

    objects(program)
    assert peers == [[any_address(*ports)]]


@pytest.mark.parametrize("wrapped", [str, pulumi.Output.secret], ids=["plain", "output"])
def test_an_elastic_cluster_of_aws_is_refused(wrapped: Any):
    uri = "mongodb://u:hunter2@x.111122223333.eu-central-1.docdb-elastic.amazonaws.com:27017/LibreChat?tls=true"
    with pytest.raises(ArgumentError, match="uri: elastic clusters of AWS DocumentDB have no unique indexes") as caught:
        objects(lambda: DocumentDB("documents", {"namespace": "ai", "external": {"uri": wrapped(uri)}}))
    assert "hunter2" not in str(caught.value)
