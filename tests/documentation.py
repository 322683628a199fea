"""The documentation's pages, and the blocks of code and commands in them."""

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.site.pages import written

ROOT = Path(__file__).parent.parent
PAGES = tuple(sorted(written()))
"""Paths of all pages that are written by hand, in the repository."""
_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<![`\w])`((?:homelab|make) [^`]+)`")
_COMMAND = re.compile(r"(?:^|[|;&({]\s*|\$\(|\|\| |&& )(?:\.venv/bin/)?(?P<words>(?:homelab|make|python -m) .*)")


@dataclass(frozen=True)
class Block:
    """A block of code in a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def commands(self) -> str:
        """What is typed: everything, or the lines after the prompt where what was printed is shown as well."""
        typed = [line.removeprefix("$ ") for line in self.text.splitlines() if line.startswith("$ ")]
        return "\n".join(typed) if typed else self.text


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(*languages: str) -> list[Block]:
    found: list[Block] = []
    for page in PAGES:
        text = read(page)
        for match in _BLOCK.finditer(text):
            if match["language"] in languages:
                line = text.count("\n", 0, match.start()) + 1
                found.append(Block(page, line, match["language"], match["text"]))
    return found


def parameters(found: Iterable[Block]) -> list[object]:
    """Parameters of a test, named by where they are; those of a page run in one process."""
    return [
        pytest.param(each, id=f"{each.page}:{each.line}", marks=pytest.mark.xdist_group(each.page)) for each in found
    ]


def commands() -> Iterator[tuple[str, Sequence[str]]]:
    """Page and words of each command of this project, in blocks and in the text."""
    for block in blocks("", "bash", "sh"):
        for line in block.commands.replace("\\\n", " ").splitlines():
            for match in _COMMAND.finditer(line):
                yield f"{block.page}:{block.line}", _words(match["words"])
    for page in PAGES:
        for code in _CODE.findall(_BLOCK.sub("", read(page))):
            yield page, _words(code)


def _words(command: str) -> Sequence[str]:
    """A command's words, up to what is not its own: a pipe, a redirection, a comment."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if word and set(word) <= set("();<>|&"):
            break
        words.append(word)
    return words
