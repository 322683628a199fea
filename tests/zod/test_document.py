"""Homelab's reader of YAML and LibreChat's agree."""

import pytest

from homelab.check.document import DocumentError, read_document
from tests.zod.zod import Zod

SCALARS = (
    *("yes", "no", "on", "off", "y", "true", "True", "TRUE", "tRue", "null", "Null", "~", "1", "-1"),
    *("+1", "0o17", "017", "08", "0x1F", "0b11", "0o8", "0xg", "1_000", "0", "-0", "0.0", "1.", "1.5"),
    *(".5", "-.5", "+.5", ".", "1e3", "1E-3", "1.5e+3", "e3", "1e", "12:30:45", "1.3.17", "'1'", "<<"),
    *("=", "", '"true"', "!!str 5", "|\n  text"),
)


@pytest.mark.parametrize("scalar", SCALARS)
def test_scalars_are_read_alike(zod: Zod, scalar: str):
    text = f"key: {scalar}\n"
    assert zod.read(text) == {"content": read_document(text).content}


@pytest.mark.parametrize(
    "text", ["a: &x {b: 1}\nc: {<<: *x, d: 2}\n", "a: [1, {b: c}]\n", "# nothing\n", "a: >\n  b\n  c\n"]
)
def test_structures_are_read_alike(zod: Zod, text: str):
    assert zod.read(text) == {"content": read_document(text).content}


@pytest.mark.parametrize(
    "text", ["a: [", "a: 1\na: 2\n", "a: *x\n", "a: !!python/none x\n", "a: 1\n---\nb: 1\n", "\ta: 1\n"]
)
def test_what_one_refuses_the_other_refuses(zod: Zod, text: str):
    assert "error" in zod.read(text)
    with pytest.raises(DocumentError):
        read_document(text)
