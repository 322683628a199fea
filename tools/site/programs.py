"""What the programs of the examples say, read without running them."""

import ast
import functools
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.literals import literal

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMPONENTS = ("AIWorkspace", "AWSWorkspace", "RetrievalApi")
"""Components whose arguments the examples show."""


@dataclass(frozen=True)
class Example:
    """A folder below ``examples``."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def program(self) -> str:
        """The text of its program."""
        return (self.folder / "__main__.py").read_text(encoding="utf-8")

    @property
    def description(self) -> str:
        """The program's docstring."""
        return inspect.cleandoc(ast.get_docstring(ast.parse(self.program)) or "")

    @property
    def stacks(self) -> list[Path]:
        """Its stack files."""
        return sorted(self.folder.glob("Pulumi.*.yaml"))

    def calls(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Components that the program creates, each with its arguments as far as they are written down."""
        for node in ast.walk(ast.parse(self.program)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in COMPONENTS and len(node.args) > 1:
                given = literal(node.args[1])
                yield ast.unparse(node.func), given if isinstance(given, dict) else {}


@functools.cache
def examples() -> tuple[Example, ...]:
    """All examples, by name."""
    return tuple(Example(folder) for folder in sorted(EXAMPLES.iterdir()) if (folder / "__main__.py").is_file())
