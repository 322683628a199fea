"""``.env`` files, parsed like the npm package dotenv 16, which LibreChat uses.

python-dotenv differs: it reads ``A=x#y`` as ``x#y`` instead of ``x``, keeps backticks as part of the value, drops
``A="{"b":1}"`` and ``A: x``, and removes backslashes before quotes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_QUOTES = "'\"`"
_SPACE = r"[\s\ufeff]"
_SPACES = re.compile(rf"{_SPACE}*")
_START = re.compile(rf"(?:export{_SPACE}+)?(?P<name>[A-Za-z0-9_.-]+)(?:{_SPACE}*=|:{_SPACE})")
_PLAIN = re.compile(r"[^#\n]*")
_QUOTED = {
    quote: re.compile(rf"{_SPACE}*{quote}(?:\\{quote}|[^{quote}])*{quote}(?=[^\S\n]*(?:#.*)?$)", re.MULTILINE)
    for quote in _QUOTES
}
_UNESCAPED = {quote: re.compile(rf"(?<!\\){quote}") for quote in _QUOTES}


@dataclass(frozen=True)
class EnvFile:
    """Content of a file."""

    variables: Mapping[str, str]
    lines: Mapping[str, int]
    """Line of each variable, counted from 1."""
    ignored: Sequence[int]
    """Lines that neither set a variable nor are comments."""


def read_env_file(text: str) -> EnvFile:
    """Parse a file. Lines that are not assignments are ignored, as in LibreChat."""
    return _Reader(re.sub(r"\r\n?", "\n", text)).file()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed = dict.fromkeys(_QUOTES, 0)
        """Position before which each quote is known to be unclosed; without it, a file could take hours."""

    def file(self) -> EnvFile:
        variables: dict[str, str] = {}
        lines: dict[str, int] = {}
        ignored: list[int] = []
        line, counted, position = 1, 0, 0
        while (position := _end(_SPACES, self._text, position)) < len(self._text):
            line, counted = line + self._text.count("\n", counted, position), position
            start = _START.match(self._text, position)
            if start:
                variables[start["name"]], position = self._value(start.end())
                lines[start["name"]] = line
            elif self._text[position] != "#":
                ignored.append(line)
            end = self._text.find("\n", position)
            position = len(self._text) if end < 0 else end
        return EnvFile(variables, lines, ignored)

    def _value(self, position: int) -> tuple[str, int]:
        """Value at a position, and its end."""
        first = _end(_SPACES, self._text, position)
        quote = self._text[first : first + 1]
        if quote in _UNESCAPED and first >= self._unclosed[quote]:
            match = _QUOTED[quote].match(self._text, position)
            if match:
                return _unquote(match[0]), match.end()
            closing = _UNESCAPED[quote].search(self._text, first + 1)
            self._unclosed[quote] = closing.start() if closing else len(self._text)
        end = _end(_PLAIN, self._text, position)
        return _unquote(self._text[position:end]), end


def _unquote(text: str) -> str:
    value = text.strip().strip("\ufeff")
    quote = value[:1]
    if len(value) > 1 and quote in _UNESCAPED and value.endswith(quote):
        value = value[1:-1]
    return value.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else value


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
