"""The two sides of a review: what `homelab render` wrote, or projects that are rendered for it."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from homelab.offline.folder import REPORT_FILE
from homelab.offline.project import ProjectError, is_project, load_project
from homelab.offline.stack_config import has_stack

_THIS_HOMELAB = (sys.executable, "-P", "-m", "homelab")
"""Without the current folder, whose modules could have the names of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How projects are rendered."""

    stack: str = "dev"
    config: Sequence[str] = ()
    """Values that override the stack's: ``KEY=VALUE``."""
    prices: Path | None = None
    """One list for both, so that a difference is one of the stack."""
    before_homelab: Path | None = None
    """Program that renders the earlier project. Default: this one, which renders the later one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a review."""

    folder: Path
    """Folder of a render, if there is one."""
    log: str = ""
    """What `homelab render` printed, if it was to write the folder; it says why it did not."""

    @property
    def is_rendered(self) -> bool:
        """Whether `homelab render` wrote the folder."""
        return (self.folder / REPORT_FILE).is_file()


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a review."""

    before: Side
    after: Side
    refusal: str = ""
    """Why what is deployed cannot become the later one; empty if it can, as far as is known."""


def render_sides(before: Path, after: Path, how: Rendering, work: Path) -> Sides:
    """Render those sides that are projects, with a placeholder for each secret.

    :param before: Folder of a render, or of a project. Beside a project, one without the stack stands for nothing.
    :param after: The same with the change.
    :param work: Folder for the renders.
    """
    earlier = _before(before, after, how, work / "before")
    if not is_project(after):
        return Sides(earlier, Side(after))
    refusal = ""
    if earlier.is_rendered:
        # What its volumes cannot become is refused here as by the engine. The rest is to be shown all the same.
        later = _render(after, how, _THIS_HOMELAB, work / "after", "--deployed", str(earlier.folder))
        if later.is_rendered:
            return Sides(earlier, later)
        refusal = later.log
    later = _render(after, how, _THIS_HOMELAB, work / "after")
    return Sides(earlier, later, refusal if later.is_rendered else "")


def project_name(folder: Path) -> str:
    """Name of a project; that of its folder, where it has none."""
    try:
        return load_project(folder).name
    except ProjectError:
        return folder.resolve().name


def _before(before: Path, after: Path, how: Rendering, out: Path) -> Side:
    side = Side(before)
    if side.is_rendered or not before.is_dir():
        return side
    if _has_stack(before, how.stack):
        program = _THIS_HOMELAB if how.before_homelab is None else (str(how.before_homelab),)
        return _render(before, how, program, out)
    return Side(out) if is_project(after) else side


def _has_stack(folder: Path, stack: str) -> bool:
    if not is_project(folder):
        return False
    try:
        return has_stack(load_project(folder), stack)
    except ProjectError:
        # Its render will say why.
        return True


def _render(project: Path, how: Rendering, program: Sequence[str], out: Path, *options: str) -> Side:
    shared = ["--stack", how.stack, "--secrets", "placeholder", *(f"--config={each}" for each in how.config)]
    prices = ["--prices", str(how.prices)] if how.prices else []
    command = [*program, "render", "--cwd", str(project), "--out", str(out), *shared, *prices, *options]
    try:
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        return Side(out, f"error: {Path(program[0]).name} cannot be run, with which it is rendered: {error.strerror}")
    return Side(out, run.stderr or f"error: homelab render ended with {run.returncode}")
