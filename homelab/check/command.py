"""Check of single files, and variables from options and files."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from homelab.check.document import Document, DocumentError, read_document
from homelab.librechat_config.schema import Problem, problems

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*?)\s*")


class CheckError(Exception):
    """Reason why a file cannot be read, as one line for the user."""


@dataclass(frozen=True)
class CheckedFile:
    """Problems in a file."""

    lines: Sequence[str]
    """One line per problem: ``file:line: path: message``."""
    errors: int
    warnings: int

    def __str__(self) -> str:
        if not self.lines:
            return "valid"
        return ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for n, name in self._counts() if n)

    def _counts(self) -> tuple[tuple[int, str], ...]:
        return (self.errors, "error"), (self.warnings, "warning")


def check_file(file: Path, variables: Mapping[str, str | None] | None, *, lenient: bool) -> CheckedFile:
    """Check a librechat.yaml.

    :param variables: Variables of the environment, with their values if known. None: references are not looked up.
    :param lenient: Treat unknown keys as warnings.
    :raises CheckError: The file cannot be read.
    """
    try:
        document = read_document(_text(file))
    except DocumentError as error:
        return CheckedFile([f"{file}:{error.line}:{error.column}: {error}: LibreChat starts with its defaults"], 1, 0)
    if not isinstance(document.content, dict):
        return CheckedFile([f"{file}:1: expected a map with the key version"], 1, 0)
    found = problems(document.content, variables=variables, environment=variables, lenient=lenient)
    ordered = sorted(found, key=lambda problem: document.line(problem.keys))
    errors = sum(problem.is_error for problem in found)
    return CheckedFile([_line(file, document, problem) for problem in ordered], errors, len(found) - errors)


def read_variables(names: Collection[str], files: Collection[Path]) -> Mapping[str, str | None] | None:
    """Variables of the environment, with their values if known; None if there are neither names nor files.

    :param names: ``NAME`` or ``NAME=VALUE``.
    :param files: Files with one ``NAME=VALUE`` per line, such as LibreChat's ``.env``.
    :raises CheckError: A file cannot be read, or a name is malformed.
    """
    if not names and not files:
        return None
    return dict([*_from_files(files), *map(_from_option, names)])


def _from_files(files: Collection[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        for number, line in enumerate(_text(file).splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                match = _ASSIGNMENT.fullmatch(line)
                if match is None:
                    raise CheckError(f"{file}:{number}: expected NAME=VALUE")
                yield match["name"], _unquoted(match["value"])


def _from_option(option: str) -> tuple[str, str | None]:
    match = _ASSIGNMENT.fullmatch(option if "=" in option else f"{option}=")
    if match is None:
        raise CheckError("--env: expected NAME or NAME=VALUE")
    return match["name"], match["value"] if "=" in option else None


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def _line(file: Path, document: Document, problem: Problem) -> str:
    return f"{file}:{document.line(problem.keys)}: {'' if problem.is_error else 'warning: '}{problem}"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise CheckError(f"{file}: {reason}") from error
