"""Lines that Jobs print for the command line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.backup.output import ledger_text, marked, refusal
from homelab.running.errors import NoAnswerError


def test_the_last_line_counts_and_others_do_not_look_like_it():
    output = "homelab-refusedX no\n homelab-refused no\nhomelab-refused first\nhomelab-refused second \nend"
    assert refusal(output) == "second"
    assert marked("", "homelab-refused") is None


@given(st.text())
def test_a_ledger_comes_back_as_it_was(text: str):
    assert ledger_text(f"restic\nhomelab-ledger {json.dumps(text)}\nrestored") == text


def test_a_snapshot_without_a_ledger_has_an_empty_one():
    assert ledger_text("restored documents") == ""


@pytest.mark.parametrize("line", ["not json", "17", '"half'])
def test_a_ledger_that_cannot_be_read_is_not_taken_for_an_empty_one(line: str):
    with pytest.raises(NoAnswerError, match="cannot be understood"):
        ledger_text(f"homelab-ledger {line}")
