"""What of a script's output counts."""

import io

import pytest

from homelab.running.errors import NoAnswerError
from homelab.running.scripts import Part, observation, parts


def test_what_packages_log_is_no_observation():
    assert observation('mark-1 {"a": 1}\ninfo: mark-2 {"a": 2}\n\nmark-2 {"a": 3}\n', "mark-2 ") == {"a": 3}


def test_a_script_that_printed_nothing_is_no_answer():
    with pytest.raises(NoAnswerError):
        observation("Killed\n", "mark ")


def test_parts_come_one_after_the_other_whatever_is_between():
    stream = io.BytesIO(b'log\nmark {"name": "a", "size": 7}\nmark {}\nlog\nmark {"end": true}\nlog\n')
    found = parts(stream, "mark ")
    part = next(found)
    assert isinstance(part, Part)
    assert (part.name, part.content.read(part.size)) == ("a", b"mark {}")
    assert list(found) == [{"end": True}]


def test_a_stream_without_its_end_is_no_answer():
    with pytest.raises(NoAnswerError, match="in the middle"):
        list(parts(io.BytesIO(b"log\n"), "mark "))
    with pytest.raises(NoAnswerError, match="Access Denied"):
        list(parts(io.BytesIO(b'mark {"error": "Access Denied"}\n'), "mark "))
