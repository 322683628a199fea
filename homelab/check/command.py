"""Check of single files, and variables from options and files."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homelab.check.document import read_document
from homelab.check.env_file import read_env_file
from homelab.check.helm import ChartValues, chart_values
from homelab.detection import mask
from homelab.documents import Document, DocumentError, FileError, read_text
from homelab.librechat_config.schema import Problem, problems
from homelab.librechat_config.variables import Reader, unknown_variables
from homelab.librechat_config.yaml import variable_references

_OPTION = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:=(?P<value>.*))?", re.DOTALL)
_MOST_BYTES = 256 * 1024


class CheckError(Exception):
    """Reason why a file cannot be read, as one line for the user."""


@dataclass(frozen=True)
class Finding:
    """A problem in a file, or with a variable."""

    location: str
    """``librechat.yaml:3``, with the column where the file does not parse: ``librechat.yaml:3:7``."""
    message: str
    is_error: bool = True
    """Whether it is an error, not a warning."""

    def __str__(self) -> str:
        return f"{self.location}: {'' if self.is_error else 'warning: '}{self.message}"


@dataclass(frozen=True)
class CheckResult:
    """Problems in a file or in variables."""

    findings: Sequence[Finding] = ()
    references: Collection[str] = ()
    """Variables that the file references."""

    @property
    def lines(self) -> Sequence[str]:
        """One line per problem: ``file:line: path: message``."""
        return [*map(str, self.findings)]

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(each.is_error for each in self.findings)

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return len(self.findings) - self.errors

    def __str__(self) -> str:
        if not self.findings:
            return "valid"
        return ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for n, name in self._counts() if n)

    def _counts(self) -> tuple[tuple[int, str], ...]:
        return (self.errors, "error"), (self.warnings, "warning")


@dataclass(frozen=True)
class Environment:
    """Environment variables of LibreChat's container."""

    values: Mapping[str, str | None]
    """Values, if known."""
    locations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Location of each, if known: ``.env:12``."""
    ignored: Sequence[str] = ()
    """Locations of lines that set no variable: ``.env:12``."""


def check_file(file: Path, environment: Environment | None, *, lenient: bool) -> CheckResult:
    """Check a librechat.yaml, or a values file of LibreChat's Helm chart that contains one.

    :param environment: Environment variables. None: references are not looked up.
    :param lenient: Treat unknown keys as warnings.
    :raises CheckError: The file cannot be read.
    """
    source = _text(file)
    try:
        document = read_document(source)
    except DocumentError as error:
        return _syntax_error(file, error, 0)
    chart = chart_values(document, source)
    if chart is None:
        return _check_document(file, document, environment, lenient=lenient, offset=0)
    return _check_chart(file, chart, environment, lenient=lenient)


def check_variables(environment: Environment, referenced: Iterable[str]) -> CheckResult:
    """Warn of unused variables, and of lines that set none.

    :param referenced: Variables that the checked files reference.
    """
    rag_api = {name for name in environment.values if not unknown_variables([name], reader=Reader.RAG_API)}
    names = [name for name in environment.values if name not in rag_api]
    no_variable = "expected NAME=VALUE: LibreChat ignores the line"
    found = [Finding(location, no_variable, is_error=False) for location in environment.ignored]
    known = {*referenced}
    found += [
        Finding(environment.locations[name], mask(message), is_error=False)
        for name in names
        for message in unknown_variables([name], reader=Reader.LIBRECHAT, referenced=known)
    ]
    return CheckResult(found)


def read_variables(names: Collection[str], files: Collection[Path]) -> Environment | None:
    """Variables of the environment; None if there are neither names nor files.

    :param names: ``NAME`` or ``NAME=VALUE``.
    :param files: Files such as LibreChat's ``.env``.
    :raises CheckError: A file cannot be read, or a name is malformed.
    """
    if not names and not files:
        return None
    values: dict[str, str | None] = {}
    locations: dict[str, str] = {}
    ignored: list[str] = []
    for file in files:
        read = read_env_file(_text(file))
        values |= read.variables
        locations |= {name: f"{file}:{line}" for name, line in read.lines.items()}
        ignored += [f"{file}:{line}" for line in read.ignored]
    for option in names:
        match = _OPTION.fullmatch(option)
        if match is None:
            raise CheckError("--env: expected NAME or NAME=VALUE")
        values[match["name"]] = match["value"]
        locations[match["name"]] = "--env"
    return Environment(values, locations, ignored)


def _check_chart(file: Path, chart: ChartValues, environment: Environment | None, *, lenient: bool) -> CheckResult:
    locations = {name: f"{file}:{line}" for name, line in chart.lines.items()}
    if environment is not None:
        environment = Environment({**environment.values, **chart.variables}, locations)
    offset = chart.first_line - 1
    try:
        document = read_document(chart.text)
    except DocumentError as error:
        return _syntax_error(file, error, offset)
    checked = CheckResult()
    if chart.text.strip():
        checked = _check_document(file, document, environment, lenient=lenient, offset=offset)
    unused = check_variables(Environment(chart.variables, locations), checked.references)
    return CheckResult([*checked.findings, *unused.findings], checked.references)


def _check_document(
    file: Path, document: Document, environment: Environment | None, *, lenient: bool, offset: int
) -> CheckResult:
    if message := _content_error(document.content):
        return CheckResult([Finding(f"{file}:{1 + offset}", message)])
    values = environment.values if environment else None
    found = problems(document.content, variables=values, environment=values, lenient=lenient)
    ordered = sorted(found, key=lambda problem: document.line(problem.keys))
    findings = [
        Finding(f"{file}:{document.line(problem.keys) + offset}", _format(problem), problem.is_error)
        for problem in ordered
    ]
    return CheckResult(findings, variable_references(document.content))


def _content_error(content: Any) -> str | None:
    """Error if the content is not a map, or if LibreChat mistakes it for an error object."""
    if not isinstance(content, dict):
        outcome = "exits" if content else "starts with its defaults"
        return f"expected a map with the key version: LibreChat {outcome}"
    names = [name for name in ("reason", "stack") if name in content]
    if names:
        return f"LibreChat rejects a file with a top-level key {names[0]}: it starts with its defaults"
    return None


def _format(problem: Problem) -> str:
    return mask(f"{problem}; {problem.outcome}" if problem.outcome else str(problem))


def _syntax_error(file: Path, error: DocumentError, offset: int) -> CheckResult:
    location = f"{file}:{error.line + offset}:{error.column}"
    return CheckResult([Finding(location, f"{error}: LibreChat starts with its defaults")])


def _text(file: Path) -> str:
    try:
        return read_text(file, most_bytes=_MOST_BYTES)
    except FileError as error:
        if file.is_dir():
            raise CheckError(
                f"{file} is a folder: manifests are checked by `homelab check --policies {file}`"
            ) from error
        raise CheckError(f"{file}: {error}") from error
