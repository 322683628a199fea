import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homelab.load.streams import Answer, follow, lines_of

DELTA = {"event": "on_message_delta", "data": {}}
FINAL = {"final": True, "responseMessage": {"text": "One"}}


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n"))), st.data())
def test_lines_are_whole_however_they_arrive(texts: list[str], data: st.DataObject):
    sent = "".join(f"{text}\n" for text in texts).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)))))
    chunks = [sent[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    assert list(lines_of(chunks)) == texts


def lines(*payloads: Any, event: str = "message") -> Iterator[str]:
    for payload in payloads:
        yield from (f"event: {event}", f"data: {json.dumps(payload)}", "")


def followed(*payloads: Any) -> Answer:
    clock = iter([1.0, 2.0])
    return follow(lines(*payloads), lambda: next(clock))


def test_the_first_token_is_the_first_delta():
    assert followed({"created": True}, {"event": "on_run_step"}, DELTA, DELTA, FINAL) == Answer(1.0, None)
    assert followed({"event": "on_reasoning_delta"}, FINAL) == Answer(1.0, None)


def test_nothing_after_the_final_event_is_waited_for():
    def endless() -> Iterator[str]:
        yield from lines(DELTA, FINAL)
        raise AssertionError("it was read on")

    assert follow(endless(), lambda: 1.0).failure is None


def test_a_stream_without_a_final_event_was_cut():
    assert followed(DELTA) == Answer(1.0, "the stream was cut off before its end")
    assert followed() == Answer(None, "the stream was cut off before its end")


def test_an_answer_may_be_an_error():
    failed = {"final": True, "responseMessage": {"error": True, "text": "401"}}
    assert followed(DELTA, failed).failure == "the answer is an error of the model's"
    assert follow(lines({"error": "none"}, event="error"), lambda: 1.0).failure is not None
    assert followed(FINAL).failure == "the answer is empty"


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n"))))
def test_whatever_arrives_is_no_exception(received: list[str]):
    assert follow([f"data:{text}" for text in received], lambda: 1.0).failure is not None
