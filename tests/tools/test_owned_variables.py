from tools.owned_variables import FILE, text


def test_the_tables_in_the_document_are_up_to_date():
    assert FILE.read_text(encoding="utf-8") == text(), "run `make docs`"
