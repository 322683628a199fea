"""What the Job asks of DocumentDB; that of Postgres runs on a real one, see tests/servers."""

from collections.abc import Generator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import trustme

from homelab.aws.document_database import OPTIONS
from homelab.aws.scripts import prepare_database

ENVIRONMENT = {"APP_USER": "librechat", "APP_PASSWORD": "of-the-app", "APP_DATABASE": "LibreChat"}
OWNER = {
    "pwd": "of-the-app",
    "roles": [{"role": "readWrite", "db": "LibreChat"}, {"role": "dbAdmin", "db": "LibreChat"}],
}


class Client(dict[str, Any]):
    """Databases by name."""

    def __init__(self, databases: dict[str, Any], admin: Any) -> None:
        super().__init__(databases)
        self.admin = admin


@pytest.mark.parametrize(("users", "command"), [([], "createUser"), ([{"user": "librechat"}], "updateUser")])
def test_the_user_has_its_database_alone_and_the_password_of_today(
    monkeypatch: pytest.MonkeyPatch, users: list[Any], command: str
):
    asked: list[tuple[str, str, str, dict[str, Any]]] = []

    @contextmanager
    def mongo(environment: object, user: str, password: str) -> Generator[Any]:
        def answer(name: str, value: str, **options: Any) -> dict[str, Any]:
            asked.append((user, name, value, options))
            return {"users": users}

        def names() -> list[str]:
            asked.append((user, password, "LibreChat", {}))
            return []

        yield Client({"LibreChat": SimpleNamespace(list_collection_names=names)}, SimpleNamespace(command=answer))

    monkeypatch.setattr(prepare_database, "mongo", mongo)
    prepare_database.prepare_documentdb(ENVIRONMENT, ("master", "of-the-master"))
    assert asked == [
        ("master", "usersInfo", "librechat", {}),
        ("master", command, "librechat", OWNER),
        # At last, the user itself looks into its database.
        ("librechat", "of-the-app", "LibreChat", {}),
    ]


def test_connections_are_verified_and_as_documentdb_wants_them(tmp_path: Any):
    authority = tmp_path / "ca"
    trustme.CA().cert_pem.write_to_path(authority)
    environment = {"MONGO_SERVER": "db.example.com:27017", "MONGO_OPTIONS": OPTIONS, "MONGO_CA": str(authority)}
    with prepare_database.mongo(environment, "master", "p/@:") as client:
        options = client.options
        pool = options.pool_options
        assert (pool._credentials.mechanism, pool._credentials.source) == ("SCRAM-SHA-1", "admin")
        assert (pool._credentials.username, pool._credentials.password) == ("master", "p/@:")
        assert pool._ssl_context is not None
        assert not pool.tls_allow_invalid_hostnames
        assert (options.replica_set_name, options.retry_writes) == ("rs0", False)
