"""Homelab's YAML parser and LibreChat's agree: the same value, or both reject the text."""

import math
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from homelab.check.document import read_document
from homelab.documents import DocumentError
from tests.zod.zod import Zod

UNUSUAL = (
    *("a: 1\t# b\n", "a:\t1\n", "a:\t{b: 1}\n", "a: b\t\n", "-\ta\n", "a: [b,\tc]\n", "a: |\t# b\n  c\n", "\t{}\n"),
    *(
        "\ta: 1\n",
        "a:\n\tb: 1\n",
        "a:\n\t- b\n",
        "-\t- a\n",
        "a:\tb: c\n",
        "a: b\n\tc\n",
        "a:\n\t[b]\n",
        "a:\n  b\n\t\n",
    ),
    *("a: {{KEY}}\n", "a: {{KEY}}/v1\n", "{{KEY}}: a\n", "a: [{{KEY}}]\n", "a: '{{KEY}}'\n", "[a]: b\n", "[[a]]: b\n"),
    *(
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "1: a\n'1': b\n",
        "a: 1\n'a': 2\n",
        "~: 1\nnull: 2\n",
        "- {a: 1, ? a : 2}\n",
    ),
    *("a: &x {b: 1}\nc: {<<: *x, b: 2}\n", "a: {<<: {b: 1}, <<: {c: 2}}\n", "a: {<<: [{b: 1}, {b: 2, c: 3}]}\n"),
    *(
        "a: {b: 1, <<: {b: 2}}\n",
        "a: {<<: {b: 1}, b: 2, b: 3}\n",
        "<<: 1\n",
        "'<<': {a: 1}\n",
        "<<: ~\n",
        "<<: [[a]]\n",
    ),
    *(
        "a: *x\n",
        "a: &x 1\nb: &x 2\nc: *x\n",
        "a: &x.y 1\nb: *x.y\n",
        "a: &x\nb: *x\n",
        "a: *x :\n",
        "&a a: &b b\n*a : *b\n",
    ),
    *("a: !!int 1\n", "a: !!int x\n", "a: !!str 1\n", "a: !!str\n", "a: ! 1\n", "a: !b c\n", "a: !!set {b, c}\n"),
    *("a: !!binary aGk=\n", "a: !!binary a\n", "a: !!omap [b: 1]\n", "a: !!pairs [b: 1, b: 2]\n", "a: !!seq {}\n"),
    *("a: 2001-02-03\n", "a: 2001-02-30 1:02:03.5 +01:30\n", "a: 0001-01-01\n", "2001-02-03: a\n", "a: 2001-2-3\n"),
    *(
        "a: [b?c, :d, e:f, http://g:80/?h=i#j]\n",
        'a: {"b":c, d:e, f: g}\n',
        "a: [b\n  c]\n",
        "a: [b\nc]\n",
        "a: {\n}\n",
    ),
    *(
        "a: [1,,2]\n",
        "a: [1,2,]\n",
        "a: {b, c: d}\n",
        "a: [b: c]\n",
        "a: [? b : c]\n",
        "a: {b: [c}\n",
        "a: 'b\n\n  c'\n",
    ),
    *(
        'a: "b\\\n  c"\n',
        'a: "\\x41\\u00e9\\ud83d\\ude00"\n',
        'a: "\\q"\n',
        "a: 'it''s'\n",
        'a: "b" c\n',
        "a: 'b\x01'\n",
    ),
    *(
        "a: >\n  b\n  c\n\n\n  d\n",
        "a: |2\n   b\n",
        "a: |-\n  b\n\n",
        "a: >+\n  b\n\n",
        "a: |0\n",
        "a: | b\n",
        "a: |\nb: c\n",
    ),
    *(
        "a: b: c\n",
        "a: - b\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "a: ,b\n",
        "a:b\n",
        "a : b\n",
        "a: b #c\n",
        "a: b#c\n",
    ),
    *(
        "--- a: b\n",
        "---\na: b\n...\n",
        "a: b\n---\nc: d\n",
        "%YAML 1.2\n---\na: yes\n",
        "%YAML 1.1\n---\na: yes\n",
        "\ufeffa: b\n",
    ),
    *(
        "a: b\r\nc: d\r\n",
        "a: b\rc: d",
        "a: b\x85c\n",
        "a: b\u2028c\n",
        "# \x01\na: b\n",
        "a: b\x00\n",
        "",
        "#\n",
        "a",
        "[" * 101,
    ),
    *(
        "[" * 99 + "]" * 99,
        "1: a\n1.0: b\n",
        "1e3: a\n1e21: b\n1e-7: c\n0.00001: d\n",
        "true: a\n.nan: b\n-.inf: c\n0x10: d\n",
    ),
)
SCALARS = (
    *(
        "yes",
        "no",
        "on",
        "off",
        "y",
        "true",
        "True",
        "TRUE",
        "tRue",
        "null",
        "Null",
        "~",
        "1",
        "-1",
        "9007199254740993",
    ),
    *("+1", "0o17", "017", "08", "0x1F", "0b11", "0o8", "0xg", "1_000", "0", "-0", "0.0", "1.", "1.5", "9" * 400),
    *(".5", "-.5", "+.5", ".", "1e3", "1E-3", "1.5e+3", "e3", "1e", "1e400", "12:30:45", "1.3.17", "'1'", "<<", ".inf"),
    *(
        "=",
        "",
        '"true"',
        "!!str 5",
        "|\n  text",
        "-.INF",
        ".NaN",
        "-",
        "?",
        ":",
        "-x",
        "?x",
        ":x",
        "::",
        "0x" + "f" * 300,
    ),
)
KEYS = ("a", "b", "'c d'", '"e"', "1", "true", "{{K}}", "[f]", "<<")
VALUES = (
    *SCALARS,
    "[a, 'b', {c: d}]",
    "{a: 1, b: [c]}",
    "{{K}}",
    "${K:-x}",
    "{<<: {a: 1}}",
    "# c",
    "&x y",
    "https://x/?a=b#c",
)
NOISE = "\t #:-,[]{}&*!|>'\"%@`?\n\\=~<.0e"
COUNT, SEED, MOST_DIFFERENCES = 1500, 20261128, 0.02
"""Mistakes of one character produce syntax that does not occur in practice: `homelab.check.document` lists it."""


@pytest.mark.parametrize("text", [*UNUSUAL, *(f"key: {scalar}\n" for scalar in SCALARS)])
def test_unusual_texts_are_parsed_alike(zod: Zod, text: str):
    assert ours(text) == theirs(zod, text)


def test_generated_texts_are_parsed_alike(zod: Zod):
    texts = [*documents(COUNT, SEED)]
    outcomes = [(text, theirs(zod, text), ours(text)) for text in texts]
    assert 0.2 < sum(outcome is None for _, outcome, _ in outcomes) / COUNT < 0.8, (
        "the generator produces only one kind"
    )
    assert [text for text, one, other in outcomes if one != other] == []


def test_texts_with_a_mistake_are_parsed_alike(zod: Zod):
    source = random.Random(SEED)
    texts = [with_mistake(text, source) for text in documents(COUNT, SEED + 1)]
    different = [text for text in texts if ours(text) != theirs(zod, text)]
    assert len(different) <= COUNT * MOST_DIFFERENCES, different


def ours(text: str) -> Any:
    """Result of homelab's parser; None if it rejects the text."""
    try:
        return {"content": plain(read_document(text).content)}
    except DocumentError:
        return None


def theirs(zod: Zod, text: str) -> Any:
    """Result of js-yaml; None if it rejects the text."""
    answer = zod.read(text)
    return {"content": plain(answer["content"])} if "content" in answer else None


def plain(value: Any) -> Any:
    """Value as in JSON, with JavaScript's numbers, and text for other types."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return f"date {value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}Z"
    if isinstance(value, bytes):
        return f"bytes {value.hex()}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return float(value) if math.isfinite(value) else f"number {value}"


def documents(count: int, seed: int) -> Iterator[str]:
    """Texts, the same for the same seed."""
    source = random.Random(seed)
    yield from (block(source, "") for _ in range(count))


def block(source: random.Random, indent: str) -> str:
    """A map, possibly with duplicate keys."""
    return "".join(entry(source, indent, source.choice(KEYS)) for _ in range(source.randint(1, 3)))


def entry(source: random.Random, indent: str, key: str) -> str:
    kind = source.random() if len(indent) < 8 else 0
    end = source.choice(["", "", " # c", "\t# c", "\t"])
    if kind < 0.5:
        return f"{indent}{key}:{source.choice([' ', '  ', chr(9)])}{source.choice(VALUES)}{end}\n"
    if kind < 0.7:
        return f"{indent}{key}:{end}\n{block(source, indent + '  ')}"
    if kind < 0.85:
        items = (f"{indent}  -{source.choice([' ', chr(9)])}{source.choice(VALUES)}{end}\n" for _ in range(2))
        return f"{indent}{key}:\n{''.join(items)}"
    style = source.choice("|>") + source.choice(["", "-", "+"])
    return f"{indent}{key}: {style}{end}\n{indent}  text # no\n\n{indent}    deeper\n"


def with_mistake(text: str, source: random.Random) -> str:
    """Insert, delete or replace a character."""
    index = source.randrange(len(text))
    return text[:index] + source.choice(["", source.choice(NOISE)]) + text[index + source.randint(0, 1) :]
