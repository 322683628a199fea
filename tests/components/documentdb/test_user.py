import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict
from pymongo.uri_parser import parse_uri

from homelab.components.documentdb.ferretdb import postgres_url
from homelab.components.documentdb.user import connection_string

PASSWORDS = st.text(st.sampled_from(string.printable + "äß漢🙂"), min_size=1)


@given(PASSWORDS | st.just("\0"))
def test_pymongo_reads_any_password_back(password: str):
    parsed = parse_uri(connection_string("documents.ai.svc", password, "authSource=admin"))
    assert (parsed["username"], parsed["password"]) == ("librechat", password)
    assert (parsed["nodelist"], parsed["database"]) == ([("documents.ai.svc", 27017)], "LibreChat")


@given(PASSWORDS)
def test_libpq_reads_any_password_back(password: str):
    parsed = conninfo_to_dict(postgres_url("documents-postgres.ai.svc", password))
    assert parsed == {
        "user": "postgres",
        "password": password,
        "host": "documents-postgres.ai.svc",
        "port": "5432",
        "dbname": "postgres",
    }


@pytest.mark.parametrize("password", ["a" * 20, string.ascii_letters + string.digits])
def test_letters_and_digits_stay_readable(password: str):
    assert f":{password}@" in connection_string("h", password, "authSource=admin")
