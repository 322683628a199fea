import pytest

from homelab.librechat_config.sign_in.values import NAMES, flag, listed, milliseconds


def test_what_is_not_said_has_no_text():
    assert (flag(None), listed(None), milliseconds(None)) == (None, None, None)


def test_texts_are_those_that_librechat_reads():
    assert (flag(True), flag(False)) == ("true", "false")
    assert listed(["a", "b"]) == "a,b"
    assert milliseconds(2) == "120000"


@pytest.mark.parametrize("names", [[], [""], ["a,b"], [" a"], ["a", "b "], [5]])
def test_names_that_would_not_come_back_out_of_a_list_are_refused(names: list[str]):
    assert not NAMES.accepts(names)
    assert NAMES.accepts(["a", "b c"])
