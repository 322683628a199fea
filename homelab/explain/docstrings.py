"""Docstrings: the meaning of arguments, and the default at their end."""

import inspect
import re

_DEFAULT = re.compile(r"\s*\bDefault:\s+(?P<default>.+?)\.?\s*\Z", re.DOTALL)


def meaning_and_default(docstring: str) -> tuple[str, str | None]:
    """Split ``Port. Default: 5432.`` into ``Port.`` and ``5432``."""
    text = " ".join(docstring.split())
    found = _DEFAULT.search(text)
    return (text[: found.start()], found["default"]) if found else (text, None)


def prose(docstring: str) -> str:
    """A docstring without its examples of code, each paragraph in one line."""
    text = re.sub(r"```.*?```", "", inspect.cleandoc(docstring), flags=re.DOTALL)
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    return "\n\n".join(filter(None, paragraphs))
