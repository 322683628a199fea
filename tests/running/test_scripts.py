"""What of a script's output counts."""

import pytest

from homelab.running.errors import NoAnswerError
from homelab.running.scripts import observation


def test_what_packages_log_is_no_observation():
    assert observation('mark-1 {"a": 1}\ninfo: mark-2 {"a": 2}\n\nmark-2 {"a": 3}\n', "mark-2 ") == {"a": 3}


def test_a_script_that_printed_nothing_is_no_answer():
    with pytest.raises(NoAnswerError):
        observation("Killed\n", "mark ")
