"""The page of the reference about commands, from what the commands say of themselves."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from homelab.aws.retrieval_api.__main__ import app as retrieval_api
from homelab.cli import app as homelab_app
from tools.site.markdown import table

MAKEFILE = Path(__file__).parents[2] / "Makefile"
_TARGET = re.compile(r"^([a-z][a-z-]*):[^#\n]*## (.+)$", re.MULTILINE)
PROGRAMS = {"homelab": homelab_app, "python -m homelab.aws.retrieval_api": retrieval_api}
"""Programs by what is typed to run them."""


def page() -> str:
    """All commands, with their options, and the targets of the Makefile."""
    sections = [
        section for name, app in PROGRAMS.items() for section in _sections(cast(TyperCommand, get_command(app)), name)
    ]
    rows = [(f"`make {name}`", meaning) for name, meaning in targets().items()]
    makefile = f"## make\nIn a checkout of this repository:\n\n{table(['Command', 'What it does'], rows)}"
    return "# Command line\n" + "\n".join([*sections, makefile])


def targets() -> dict[str, str]:
    """Targets of the Makefile that have a description, and that."""
    return dict(_TARGET.findall(MAKEFILE.read_text(encoding="utf-8")))


def _sections(command: TyperCommand | TyperGroup, name: str) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for each, inner in command.commands.items():
            yield from _sections(cast(TyperCommand, inner), f"{name} {each}")
    else:
        yield _section(command, name)


def _section(command: TyperCommand, name: str) -> str:
    context = command.context_class(command)
    options = filter(None, (each.get_help_record(context) for each in command.params))
    words = " ".join(command.collect_usage_pieces(context))
    about = inspect.cleandoc(command.help or "").replace("\f", "")
    described = table(["Option", "Meaning"], [(f"`{words}`", meaning) for words, meaning in options])
    return f"## {name}\n```text\n{name} {words}\n```\n{about}\n\n{described}\n"
