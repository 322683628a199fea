"""The environment variables that a program reads, found in its source code."""

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tools.errors import EngineError

_NAME = r"[A-Z][A-Z0-9_]+"
_COMPOUND = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
_ENVIRONMENT = r"(?:process\.env|(?<![.\w])(?:env|environment|source))"
_JAVASCRIPT = frozenset({".js", ".ts", ".cjs", ".mjs"})
_NOT_OF_THE_SERVER = frozenset(
    {"client", "e2e", "helm", "node_modules", "otel", "test", "tests", "__tests__", "__mocks__", "__test-utils__"}
)
# Of the agents' package, llmConfig serves its own examples.
_NO_PROGRAM = re.compile(r"(\.|^)(spec|test|helper)\.|_test\.|^test_|\.d\.[cm]?ts$|^llmConfig\.")

_READ_BY_NAME = re.compile(rf"{_ENVIRONMENT}(?:\?\.|\.)({_NAME})\b|{_ENVIRONMENT}\[['\"]({_NAME})['\"]\]")
_DESTRUCTURED = re.compile(rf"\{{([^{{}};]*)\}}\s*=\s*{_ENVIRONMENT}\b(?!\.)")
_FIELD = re.compile(rf"({_NAME})\s*(?:[:=,]|$)")
# Constants and the token of skill sync, which librechat.yaml names, are no computed names.
_COMPUTED = re.compile(r"\benv\[(?!['\"]|[A-Z_]+\]|token)")
_NAMED_FOR_IT = re.compile(rf"\w*(?:ENV|[Ee]nv)\w*\s*[(:=]\s*['\"]({_NAME})['\"]")
_ENUM = re.compile(r"enum \w*Env\w*\s*\{([^}]*)\}")
_LITERAL = re.compile(rf"['\"]({_COMPOUND})['\"]")
_PLACEHOLDER = re.compile(rf"['\"]\$\{{({_COMPOUND})\}}['\"]")
_CONSTANT = re.compile(rf"const ({_NAME})\b")
_AUTH_FIELD = re.compile(r"['\"]?authField['\"]?\s*:\s*['\"]([A-Z0-9_|]+)['\"]")
_SUFFIX = re.compile(r"`\$\{\w+\}(_[A-Z0-9_]*[A-Z0-9])`")
_PREFIX = re.compile(r"Prefix\[['\"](\w+)['\"]\]\s*=")
_EXAMPLE = re.compile(rf"^#?\s*({_NAME})\s*=", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """What a table was made from."""

    release: str
    """The release that the table is for."""
    tree: str
    """What the source code says that it is: another version where the release itself was not within reach."""
    date: str
    """When the source code was last changed."""
    packages: Mapping[str, str]
    """npm packages that were read beside it, or belong to it, with their versions."""


class Table(NamedTuple):
    """Names of variables, sorted."""

    read: Sequence[str]
    """That code reads."""
    only_mentioned: Sequence[str]
    """That stand in ``.env.example`` while no code reads them."""


def names_in_javascript(text: str, *, bundled: bool = False) -> set[str]:
    """What a file of JavaScript or TypeScript reads.

    Where it reads variables whose names it computes, every literal that looks like a name is taken for one.

    :param bundled: The file is made of many, so that its literals have nothing to do with what it computes.
    """
    names = {name for groups in _READ_BY_NAME.findall(text) for name in groups if name}
    for fields in _DESTRUCTURED.findall(re.sub(r"//[^\n]*", "", text)):
        names.update(match for field in fields.split(",") for match in _FIELD.findall(field.strip())[:1])
    for fields in _AUTH_FIELD.findall(text):
        names.update(fields.split("||"))
    names.update(set(_PLACEHOLDER.findall(text)) - set(_CONSTANT.findall(text)))
    names.update(_NAMED_FOR_IT.findall(text))
    for members in _ENUM.findall(text):
        names.update(_LITERAL.findall(members))
    if not bundled and _COMPUTED.search(text):
        names.update(_LITERAL.findall(text))
    return names


def names_in_python(text: str) -> set[str]:
    """What a file of Python reads: literal first arguments of functions with "env" in their names, and os.environ."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and "env" in ast.unparse(node.func).lower() and node.args:
            names.update(_constant(node.args[0]))
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            names.update(_constant(node.slice))
    return names


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(_NAME, node.value):
        yield node.value


def table(folders: Iterable[Path]) -> Table:
    """The variables that the programs in all ``folders`` together read.

    :raises EngineError: When a folder holds no source code that reads a variable.
    """
    read: set[str] = set()
    prefixes: set[str] = set()
    suffixes: set[str] = set()
    mentioned: set[str] = set()
    for folder in folders:
        found: set[str] = set()
        for path in _sources(folder):
            content = path.read_text(encoding="utf-8", errors="replace")
            if path.name == ".env.example":
                mentioned.update(_EXAMPLE.findall(content))
            elif path.suffix == ".py":
                found.update(names_in_python(content))
            else:
                found.update(names_in_javascript(content, bundled="dist" in path.relative_to(folder).parts))
                prefixes.update(_PREFIX.findall(content))
                suffixes.update(_SUFFIX.findall(content))
        if not found:
            raise EngineError(f"{folder} holds no source code that reads environment variables: give a checkout")
        read.update(found)
    read.update(prefix + suffix for prefix in prefixes for suffix in suffixes)
    return Table(sorted(read), sorted(mentioned - read))


def _sources(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _NOT_OF_THE_SERVER]
        for name in files:
            path = Path(parent, name)
            code = path.suffix in _JAVASCRIPT or path.suffix == ".py" or name == "manifest.json"
            if name == ".env.example" or (code and not _NO_PROGRAM.search(name)):
                yield path


def text(source: Source, found: Table) -> str:
    """The table as it stands in its file."""
    return json.dumps({"source": asdict(source), **found._asdict()}, indent=1) + "\n"
