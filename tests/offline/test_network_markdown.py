from homelab.offline.network import Access, to_markdown


def test_a_matrix_is_a_table_with_a_row_for_each_source():
    matrix = {
        "ws-web": {"ws-db:5432": Access.YES, "internet": Access.IN_PART},
        "a stranger": {"ws-db:5432": Access.NO, "internet": Access.NO},
    }
    assert to_markdown(matrix, without="ws-") == (
        "|  | db:5432 | internet |\n| --- | --- | --- |\n| web | yes | in part |\n| a stranger | - | - |\n"
    )
    assert "| ws-web |" in to_markdown(matrix)
