"""The stacks of this repository and its examples, rendered as a user would render them."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_OPENAI, _OTHERS = ("openai-api-key",), ("anthropic-api-key", "s3-secret-key")


@dataclass(frozen=True)
class Stack:
    """A stack, and the secrets that it needs."""

    folder: Path
    name: str
    keys: tuple[str, ...] = ()


STACKS: Mapping[str, Stack] = {
    "dev stack": Stack(ROOT, "dev"),
    "production stack": Stack(ROOT, "production", (*_OPENAI, *_OTHERS)),
    "openai example": Stack(ROOT / "examples" / "openai", "dev", _OPENAI),
    "production example": Stack(
        ROOT / "examples" / "production", "production", (*_OPENAI, *_OTHERS, "openrouter-api-key", "jinaai-api-key")
    ),
}


def render(folder: Path, stack: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``homelab render``."""
    command = [sys.executable, "-m", "homelab", "render", "--cwd", str(folder), "--stack", stack, "--out", str(out)]
    return subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)


def render_stack(stack: Stack, out: Path) -> None:
    """Render a stack with made-up secrets, ``not-a-key-KEY`` each."""
    run = render(stack.folder, stack.name, out, *(f"--config={key}=not-a-key-{key}" for key in stack.keys))
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
