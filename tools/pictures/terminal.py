"""What commands print, as SVG: recorded from real runs in a copy of the project."""

import re
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import chdir
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from homelab.cli import app
from tools.network import ROOT

WIDTH = 120
_PROJECT = ("Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py")
_LIBRECHAT_YAML = """\
version: 1.3.17
cache: true
interface:
  custumWelcome: Welcome
  endpointsMenu: true
"""
SCENES: Mapping[str, Sequence[Sequence[str]]] = {
    "terminal-render": [["render", "--stack", "dev"]],
    "terminal-diff": [
        ["diff", "rendered/dev", "--stack", "dev", "--config", "workspace.meilisearch.storage.size=20Gi"],
        ["diff", "rendered/dev", "--stack", "dev", "--config", "workspace.librechat.env.LOGIN_MAX=5"],
    ],
    "terminal-check": [["check", "librechat.yaml"]],
    "terminal-error": [["render", "--stack", "dev", "--config", "workspace.librechat.domian=chat.example.com"]],
}
"""Commands of each picture. The first one writes what the second compares with."""
_ENVIRONMENT = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
_RANDOM_NAME = re.compile(r"(?<=Job .{4}ai-workspace-librechat-search-)[0-9a-f]{8}")
"""The end of a name that follows from random passwords."""

_FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
  <style>
    .{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: {char_height}px; line-height: {line_height}px; }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
  </g>
</svg>
"""
"""Like Rich's own, without the font that it loads from a host elsewhere."""


def terminals() -> dict[str, str]:
    """SVG of each scene, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        for name in _PROJECT:
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "stacks", Path(folder) / "stacks")
        Path(folder, "librechat.yaml").write_text(_LIBRECHAT_YAML, encoding="utf-8")
        with chdir(folder):
            return {name: _picture(name, commands) for name, commands in SCENES.items()}


def command_line(command: Sequence[str]) -> str:
    """What somebody types."""
    return f"homelab {shlex.join(command)}"


def _picture(name: str, commands: Sequence[Sequence[str]]) -> str:
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    for command in commands:
        console.print(Text(f"$ {command_line(command)}", style="bold"))
        console.print(Text.from_ansi(_RANDOM_NAME.sub("1a2b3c4d", _output(command))))
    return console.export_svg(title="", code_format=_FORMAT, unique_id=name)


def _output(command: Sequence[str]) -> str:
    run = CliRunner().invoke(app, list(command), env={**_ENVIRONMENT, "NO_COLOR": None}, color=True)
    if run.exception and not isinstance(run.exception, SystemExit):
        raise run.exception
    return run.output.rstrip() + "\n"
