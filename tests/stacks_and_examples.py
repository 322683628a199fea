"""The stacks of this repository and its examples, rendered as a user would render them."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.console import Console

from homelab.offline import command
from tools.stack_files import placeholder_secrets, stack_name

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Stack:
    """A stack, and the secrets that users set for it."""

    folder: Path
    name: str
    secrets: Mapping[str, str]
    """Placeholders by config key, or path below one."""


def _stack(file: Path) -> Stack:
    return Stack(file.parent, stack_name(file), placeholder_secrets(file))


STACKS: Mapping[str, Stack] = {
    **{f"{stack.name} stack": stack for stack in map(_stack, sorted(ROOT.glob("Pulumi.*.yaml")))},
    **{f"{file.parent.name} example": _stack(file) for file in sorted(ROOT.glob("examples/*/Pulumi.*.yaml"))},
}


def render(folder: Path, stack: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``homelab render``."""
    program = [sys.executable, "-m", "homelab", "render", "--cwd", str(folder), "--stack", stack, "--out", str(out)]
    return subprocess.run([*program, *options], cwd=ROOT, capture_output=True, text=True, check=False)


def render_stack(stack: Stack, out: Path) -> None:
    """Render in this process, with a placeholder for every secret.

    :raises RenderError: It is refused.
    """
    config = [f"{key}={value}" for key, value in stack.secrets.items()]
    command.render_stack(
        command.RenderOptions(folder=stack.folder, stack=stack.name, out=out, config=config), Console(file=StringIO())
    )
