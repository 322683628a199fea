"""The stacks of this repository and its examples, rendered as a user would render them."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.console import Console

from homelab.offline import command

ROOT = Path(__file__).parent.parent
_SECRET = re.compile(r"pulumi config set --secret ([a-z0-9-]+)")


@dataclass(frozen=True)
class Stack:
    """A stack, and the secrets that its file tells users to set."""

    folder: Path
    name: str
    keys: tuple[str, ...]


def _stack(file: Path) -> Stack:
    name = file.name.removeprefix("Pulumi.").removesuffix(".yaml")
    return Stack(file.parent, name, tuple(_SECRET.findall(file.read_text())))


STACKS: Mapping[str, Stack] = {
    **{f"{stack.name} stack": stack for stack in map(_stack, sorted(ROOT.glob("Pulumi.*.yaml")))},
    **{f"{file.parent.name} example": _stack(file) for file in sorted(ROOT.glob("examples/*/Pulumi.*.yaml"))},
}


def render(folder: Path, stack: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``homelab render``."""
    program = [sys.executable, "-m", "homelab", "render", "--cwd", str(folder), "--stack", stack, "--out", str(out)]
    return subprocess.run([*program, *options], cwd=ROOT, capture_output=True, text=True, check=False)


def render_stack(stack: Stack, out: Path) -> None:
    """Do the same in this process, with made-up secrets, ``not-a-key-KEY`` each.

    :raises RenderError: It is refused.
    """
    config = [f"{key}=not-a-key-{key}" for key in stack.keys]
    command.render_stack(
        command.RenderOptions(folder=stack.folder, stack=stack.name, out=out, config=config), Console(file=StringIO())
    )
