from tools.secret_keys import FILE, text


def test_the_document_is_up_to_date():
    assert FILE.read_text() == text(), "run `make docs`"
