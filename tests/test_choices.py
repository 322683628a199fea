import ast
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, cast

import pytest

import homelab
from homelab.arguments import check
from homelab.choices import Choice

PACKAGE = Path(homelab.__file__).parent


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


SizeChoice = Choice[Size, Literal["small", "large"]]


class BoxArgs(TypedDict):
    size: NotRequired[SizeChoice]
    """Size."""


def test_readers_of_annotations_see_the_enum_and_the_constructor_a_member():
    assert cast(Any, SizeChoice) is Size
    assert check(BoxArgs, {"size": "small"}, "Box").get("size") is Size.SMALL
    assert check(BoxArgs, {"size": Size.SMALL}, "Box").get("size") is Size.SMALL


@pytest.mark.parametrize("words", [Literal["small"], Literal["small", "big"], Literal["small", "large", "huge"]])
def test_words_that_are_not_those_of_the_enum_are_refused(words: Any):
    with pytest.raises(TypeError, match=r"Choice\[Size\] has other words than the enum: small, large"):
        cast(Any, Choice)[Size, words]


def test_no_argument_takes_members_alone():
    classes = [each for file in PACKAGE.rglob("*.py") for each in _classes(file.read_text())]
    enums, arguments = _below("StrEnum", classes), _below("TypedDict", classes)
    fields = {
        f"{definition.name}.{ast.unparse(field.target)}"
        for definition in classes
        if definition.name in arguments
        for field in definition.body
        if isinstance(field, ast.AnnAssign) and enums & set(_names(field.annotation))
    }
    assert len(enums) > 30
    assert fields == set()


def _classes(source: str) -> list[ast.ClassDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]


def _below(base: str, classes: list[ast.ClassDef]) -> set[str]:
    """Names of the classes that inherit from ``base``; nothing is imported, as AWS alone would take seconds."""
    found = {base}
    while True:
        more = {each.name for each in classes if any(found & set(_names(parent)) for parent in each.bases)}
        if more <= found:
            return found - {base}
        found |= more


def _names(annotation: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)]
