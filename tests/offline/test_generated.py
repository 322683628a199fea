import base64
import string
import uuid
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homelab.offline.generated import SPECIAL, GeneratedValues, generate, is_random

PASSWORD = "random:index/randomPassword:RandomPassword"
STRING = "random:index/randomString:RandomString"


def outputs(kind: str, **inputs: Any) -> dict[str, Any]:
    token = f"random:index/random{kind}:Random{kind}"
    assert is_random(token)
    return dict(generate(token, inputs).outputs)


@given(
    length=st.integers(1, 60),
    lower=st.booleans(),
    upper=st.booleans(),
    numeric=st.booleans(),
    special=st.booleans(),
    overrideSpecial=st.sampled_from(["", "abcdef", "_-"]),
    minimums=st.dictionaries(st.sampled_from(["minLower", "minNumeric", "minSpecial"]), st.integers(0, 5)),
)
def test_text_obeys_its_arguments(length: int, minimums: dict[str, int], **inputs: Any):
    special = inputs["overrideSpecial"] or SPECIAL
    alphabet = "".join(
        characters
        for wanted, characters in (
            (inputs["lower"] or minimums.get("minLower"), string.ascii_lowercase),
            (inputs["upper"], string.ascii_uppercase),
            (inputs["numeric"] or minimums.get("minNumeric"), string.digits),
            (inputs["special"] or minimums.get("minSpecial"), special),
        )
        if wanted
    )
    assume(any(inputs[key] for key in ("lower", "upper", "numeric", "special")))
    assume(length >= sum(minimums.values()))
    text = generate(STRING, {"length": length, **inputs, **minimums}).outputs["result"]
    assert len(text) == length
    assert set(text) <= set(alphabet)
    assert sum(c in string.ascii_lowercase for c in text) >= minimums.get("minLower", 0)
    assert sum(c in string.digits for c in text) >= minimums.get("minNumeric", 0)
    assert sum(c in special for c in text) >= minimums.get("minSpecial", 0)


def test_every_class_is_used_by_default():
    text = outputs("Password", length=2000)["result"]
    assert set(text) == set(string.ascii_letters + string.digits + SPECIAL)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"length": 3, "minLower": 2, "minUpper": 2}, "length 3 is less than the 4 characters"),
        ({"length": 0}, "length 0 is less than the 1 characters"),
        ({"length": 8, "lower": False, "upper": False, "number": False, "special": False}, "are all false"),
    ],
)
def test_text_that_cannot_be_is_refused(inputs: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        generate(PASSWORD, inputs)


def test_a_password_is_not_its_own_id():
    assert generate(PASSWORD, {"length": 20}).id == "none"


@given(st.integers(1, 64), st.sampled_from(["", "web-"]))
def test_the_forms_of_an_id_agree(length: int, prefix: str):
    made = outputs("Id", byteLength=length, prefix=prefix)
    assert all(form.startswith(prefix) for form in made.values())
    value = bytes.fromhex(made["hex"].removeprefix(prefix))
    assert len(value) == length
    assert made["dec"] == f"{prefix}{int.from_bytes(value)}"
    assert base64.b64decode(made["b64Std"].removeprefix(prefix)) == value
    assert base64.urlsafe_b64decode(made["b64Url"].removeprefix(prefix) + "==") == value


@given(st.integers(1, 64))
def test_bytes_have_their_length(length: int):
    made = outputs("Bytes", length=length)
    assert base64.b64decode(made["base64"]) == bytes.fromhex(made["hex"])
    assert len(made["hex"]) == 2 * length


@given(st.integers(-1000, 1000), st.integers(0, 1000))
def test_an_integer_is_in_its_range(low: int, more: int):
    assert low <= outputs("Integer", min=low, max=low + more)["result"] <= low + more


def test_an_empty_range_is_refused():
    with pytest.raises(ValueError, match="min 3 is greater than max 2"):
        outputs("Integer", min=3, max=2)


def test_a_uuid_is_one():
    assert uuid.UUID(outputs("Uuid")["result"]).version == 4


@given(st.integers(1, 5), st.sampled_from(["-", "_"]))
def test_a_pet_has_its_words(length: int, separator: str):
    name = generate("random:index/randomPet:RandomPet", {"length": length, "separator": separator, "prefix": "my"}).id
    assert name.split(separator)[0] == "my"
    assert len(name.split(separator)) == length + 1


@given(st.lists(st.integers(), unique=True, max_size=6), st.integers(0, 15))
def test_a_shuffle_repeats_nothing_before_it_has_given_everything(items: list[int], count: int):
    results = outputs("Shuffle", inputs=items, resultCount=count)["results"]
    assert len(results) == ((count or len(items)) if items else 0)
    for start in range(0, len(results), max(1, len(items))):
        turn = results[start : start + len(items)]
        assert len(set(turn)) == len(turn)
        assert set(turn) <= set(items)


def test_the_same_inputs_keep_their_value():
    values = GeneratedValues()
    first = values.get("x", PASSWORD, {"length": 20})
    assert values.get("x", PASSWORD, {"length": 20}) == first
    assert GeneratedValues.load(values.dump()).get("x", PASSWORD, {"length": 20}) == first


@pytest.mark.parametrize("changed", [{"length": 21}, {"length": 20, "keepers": {"rotation": "1"}}])
def test_other_inputs_make_another_value(changed: dict[str, Any]):
    values = GeneratedValues()
    first = values.get("x", PASSWORD, {"length": 20})
    assert values.get("x", PASSWORD, changed).outputs["result"] != first.outputs["result"]


def test_values_that_nothing_asks_for_any_more_are_let_go():
    values = GeneratedValues()
    values.get("old one", PASSWORD, {"length": 20})
    later = GeneratedValues.load(values.dump())
    later.get("y", PASSWORD, {"length": 20})
    assert "old one" in values.dump()
    assert "old one" not in later.dump()


@pytest.mark.parametrize("text", ["", "[]", '{"x": 1}', '{"x": {"id": "y"}}'])
def test_other_text_is_no_record(text: str):
    with pytest.raises(ValueError):  # noqa: PT011 (json's message is as good as another)
        GeneratedValues.load(text)
