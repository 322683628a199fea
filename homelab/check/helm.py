"""Values files of LibreChat's Helm chart, with librechat.yaml as text and variables as a map."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from homelab.documents import Document
from homelab.librechat_config.schema.problem import Keys

_CONFIG = "configYamlContent"
_VARIABLES = "configEnv"
_BLOCK = re.compile(r":\s*(?:[&!]\S+\s+)*[|>][-+1-9]*\s*(?:#.*)?$")


@dataclass(frozen=True)
class ChartValues:
    """LibreChat's configuration in a values file."""

    keys: Keys
    """Path of the text: ``librechat.configYamlContent``, or below the name of the chart in a parent chart."""
    text: str
    """Content of librechat.yaml; empty if there is none."""
    first_line: int
    """Line of the values file in which the text begins."""
    variables: Mapping[str, str]
    """Variables in ``configEnv``."""
    lines: Mapping[str, int]
    """Line of each variable."""


def chart_values(document: Document, source: str) -> ChartValues | None:
    """Find the configuration in a values file; None if the document is not one.

    :param source: Text of the file.
    """
    for keys, group in _groups(document.content, ()):
        text, variables = group.get(_CONFIG), group.get(_VARIABLES)
        if isinstance(text, str) or (isinstance(text, type(None)) and isinstance(variables, dict) and keys):
            path = (*keys, _CONFIG)
            line = document.line(path)
            is_block = _BLOCK.search(source.splitlines()[line - 1]) is not None
            names = cast(Mapping[str, Any], variables if isinstance(variables, dict) else {})
            return ChartValues(
                path,
                text or "",
                line + 1 if is_block else line,
                {name: str(value) for name, value in names.items()},
                {name: document.line((*keys, _VARIABLES, name)) for name in names},
            )
    return None


def _groups(content: Any, keys: Keys) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Maps named librechat, at the top level or below the name of a chart."""
    groups: Sequence[tuple[str, Any]] = list(content.items()) if isinstance(content, dict) else []
    yield from (((*keys, name), group) for name, group in groups if name == "librechat" and isinstance(group, dict))
    if len(keys) < 2:
        for name, group in groups:
            yield from _groups(group, (*keys, name))
