import pytest

from homelab import ArgumentError, PgVector, PgVectorArgs
from tests.components.recorded import container, environment, objects, recording


def pgvector(args: PgVectorArgs):
    return objects(lambda: PgVector("vectors", args))


def test_superuser_and_role_have_secrets_of_their_own():
    made = pgvector({"namespace": "ai"})
    assert made["Secret", "vectors-superuser"]["stringData"].keys() == {"superuser"}
    assert made["Secret", "vectors-password"]["stringData"].keys() == {"password"}
    variables = environment(made, "StatefulSet", "vectors")
    assert (variables["POSTGRES_PASSWORD"], variables["APP_PASSWORD"]) == ("superuser", "password")


def test_the_data_folder_is_below_the_volume():
    made = pgvector({"namespace": "ai"})
    server = made["StatefulSet", "vectors"]
    assert environment(made, "StatefulSet", "vectors")["PGDATA"] == "/var/lib/postgresql/data/pgdata"
    mounts = {mount["mountPath"]: mount for mount in container(server)["volumeMounts"]}
    assert mounts["/var/lib/postgresql/data"]["name"] == "data"
    assert mounts["/docker-entrypoint-initdb.d/90-application.sql"]["subPath"] == "90-application.sql"


def test_readiness_asks_over_tcp_because_a_first_start_listens_on_its_socket():
    probe = container(pgvector({"namespace": "ai"})["StatefulSet", "vectors"])["readinessProbe"]
    assert probe["exec"]["command"][:3] == ["pg_isready", "-h", "127.0.0.1"]


def test_secrets_outlive_the_stack_with_their_volume_and_go_with_it():
    for retain in (True, False):
        made = recording(lambda keep=retain: PgVector("vectors", {"namespace": "ai", "storage": {"retain": keep}}))
        kept = {each.name for each in made.resources if each.retain_on_delete}
        assert kept == ({"vectors-data", "vectors-superuser", "vectors-password"} if retain else set())


def test_the_server_waits_for_what_it_mounts():
    made = recording(lambda: PgVector("vectors", {"namespace": "ai"}))
    server = next(each for each in made.resources if each.type.endswith(":StatefulSet"))
    waits_for = {urn.rpartition("::")[2] for urn in server.dependencies}
    assert {"vectors-data", "vectors-superuser", "vectors-password", "vectors-init"} <= waits_for


def test_an_external_database_makes_secret_and_certificates_alone():
    pem = "-----BEGIN CERTIFICATE-----\nnone\n"
    made = pgvector({"namespace": "ai", "external": {"host": "a.example.com", "password": "a" * 20, "ca_pem": pem}})
    assert set(made) == {("Secret", "vectors-password"), ("ConfigMap", "vectors-ca")}


def test_an_existing_secret_takes_the_place_of_both_passwords():
    made = pgvector({"namespace": "ai", "existing_secret": "vectors"})
    assert not [name for kind, name in made if kind == "Secret"]
    references = {each["name"]: each.get("valueFrom") for each in container(made["StatefulSet", "vectors"])["env"]}
    assert references["APP_PASSWORD"] == {"secretKeyRef": {"name": "vectors", "key": "password"}}
    assert references["POSTGRES_PASSWORD"] == {"secretKeyRef": {"name": "vectors", "key": "superuser-password"}}
    with pytest.raises(ArgumentError, match="password has no effect with existing_secret: remove one"):
        pgvector({"namespace": "ai", "existing_secret": "vectors", "password": "a" * 16})
