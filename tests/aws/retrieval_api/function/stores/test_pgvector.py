import psycopg2
import pytest

from homelab.aws.retrieval_api.function.stores.pgvector import PgVectorStore
from tests.aws.retrieval_api.function.stores.contract import DIMENSIONS, assert_unavailable


def test_a_postgres_that_does_not_answer_is_unavailable():
    store = PgVectorStore(
        lambda: psycopg2.connect("host=127.0.0.1 port=1 dbname=docs connect_timeout=1"), "chunks", DIMENSIONS
    )
    assert_unavailable(store)


@pytest.mark.parametrize("table", ["", "Chunks", "chunks; drop table", "a-b", 'a"b'])
def test_a_table_is_refused_whose_name_would_have_to_be_quoted(table: str):
    with pytest.raises(ValueError, match="expected small letters, digits and underscores"):
        PgVectorStore(pytest.fail, table, DIMENSIONS)
