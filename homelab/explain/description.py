"""What is known of an argument, a key of librechat.yaml or a variable, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Kind(StrEnum):
    """What a path leads to."""

    COMPONENT = "component"
    ARGUMENT = "argument"
    KEY = "key of librechat.yaml"
    VARIABLE = "variable"


@dataclass(frozen=True)
class Child:
    """One line about what is below."""

    name: str
    type: str
    required: bool
    meaning: str
    """First sentence."""


@dataclass(frozen=True)
class Description:
    """All that is known of it. Its JSON is the fields by these names."""

    path: str
    """``librechat.ingress.tls``; lists have no index, and ``*`` is a name of one's own choice."""
    kind: Kind
    type: str
    """``string``, ``list of string``, ``one of a, b``, ``group``."""
    meaning: str = ""
    required: bool = False
    """Whether it must be set; in a group with ``enabled``, unless that is false."""
    one_of: Sequence[str] = ()
    """Itself and the arguments beside it of which one must be set."""
    required_below: Sequence[Sequence[str]] = ()
    """Arguments in a group of which one must be set."""
    default: str | None = None
    expected: Sequence[str] = ()
    """Conditions in addition to the type."""
    secret: bool = False
    may_be_output: bool = False
    """Whether a program may give a Pulumi Output."""
    librechat: Sequence[str] = ()
    """LibreChat's variables, and keys of librechat.yaml, that it sets; of these, the arguments that set them."""
    rag_api: Sequence[str] = ()
    """The RAG API's variables that it sets."""
    part_of: str | None = None
    """The feature that a key of librechat.yaml or a variable is a part of."""
    rules: Sequence[str] = ()
    """What holds across it and other arguments, which are named as in its group; ``…`` is what they are set to."""
    example: Mapping[str, Any] | None = None
    """What to write below ``workspace`` in a stack's file."""
    example_commands: Sequence[str] = ()
    """What sets the secrets that the example lacks."""
    command: str | None = None
    """What sets a secret."""
    see: str | None = None
    """Address of LibreChat's documentation."""
    children: Sequence[Child] = ()
    outputs: Sequence[Child] = ()
    """What a component gives out, as attributes."""


class Node(Protocol):
    """Something that a path leads to."""

    @property
    def children(self) -> "Mapping[str, Node]":
        """What is below, by name; ``*`` is a name of one's own choice."""
        ...

    def child(self, name: str) -> "Node | None":
        """What is below under a name; itself for an index of a list."""
        ...

    def unknown(self, name: str) -> str:
        """The message about a name that is not below."""
        ...

    def describe(self) -> Description:
        """All that is known of it."""
        ...

    def summary(self, name: str) -> Child:
        """One line about it, as the child ``name`` of another one."""
        ...


def part_of_text(feature: str | None) -> str:
    """What stands for the meaning of something that has none of its own; empty without a feature."""
    return f"Part of: {feature}" if feature else ""


def first_sentence(text: str) -> str:
    """The first sentence of a text, in one line, without its full stop."""
    return " ".join(text.partition(". ")[0].removesuffix(".").split())
