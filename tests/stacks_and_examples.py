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
from tools.network import ROOT, stacks
from tools.stack_files import placeholder_secrets, stack_name

_DECLARES_WORKSPACE = re.compile(r"\b(AIWorkspace|AWSWorkspace)\(|\bfrom stacks\.workspace import deploy\b")


@dataclass(frozen=True)
class Stack:
    """A stack, and the secrets that users set for it."""

    folder: Path
    name: str
    secrets: Mapping[str, str]
    """Placeholders by config key, or path below one."""

    @property
    def has_workspace(self) -> bool:
        """Whether its program declares a workspace, and so renders a librechat.yaml."""
        return bool(_DECLARES_WORKSPACE.search((self.folder / "__main__.py").read_text()))


def _stack(file: Path) -> Stack:
    return Stack(file.parent, stack_name(file), placeholder_secrets(file))


STACKS: Mapping[str, Stack] = {title: _stack(file) for title, file in stacks().items()}
WORKSPACES: Mapping[str, Stack] = {title: stack for title, stack in STACKS.items() if stack.has_workspace}


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
