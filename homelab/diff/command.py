"""The ``homelab diff`` command."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from homelab.diff.changes import Change, compare
from homelab.diff.folder import DiffError, read_folder, read_report
from homelab.diff.notes import notes
from homelab.gitops.tool import Tool
from homelab.offline.command import RenderOptions, render_stack
from homelab.offline.manifests import SECRETS_FILE
from homelab.offline.secrets import SecretsOptions
from homelab.offline.secrets_format import SecretsFormat


@dataclass(frozen=True, slots=True)
class Comparison:
    """What becomes of the objects of one folder when another one takes its place."""

    changes: Sequence[Change]
    notes: Sequence[str]
    """What to know about the comparison itself."""


def compare_folders(before: Path, after: Path) -> Comparison:
    """Compare two folders.

    :raises DiffError: There is nothing to compare.
    """
    changes = compare(read_folder(before), read_folder(after))
    return Comparison(changes, [*notes(changes, read_report(before), read_report(after))])


def compare_with_stack(before: Path, project: Path, stack: str | None, config: Sequence[str]) -> Comparison:
    """Compare a folder with itself after a stack is rendered into it again, as it was.

    :param stack: Default: the one that the folder was rendered from.

    :raises DiffError: The folder was not rendered.
    :raises RenderError: The stack cannot be rendered.
    """
    report = read_report(before)
    if not report:
        raise DiffError(f"{before} has no report.json: give a folder that `homelab render` wrote")
    has_secrets = any(each.get("file") == SECRETS_FILE for each in report.get("objects", ()))
    # What is rendered follows from what is there: passwords, and ConfigMaps of before. Nobody else may read it.
    with tempfile.TemporaryDirectory(prefix="homelab-diff-") as folder:
        out = Path(folder) / "out"
        shutil.copytree(before, out)
        options = RenderOptions(
            folder=project,
            stack=stack or report["stack"],
            out=out,
            config=config,
            tool=Tool(report.get("tool", Tool.KUBECTL)),
            secrets=SecretsOptions(format=SecretsFormat.PLAIN if has_secrets else SecretsFormat.NONE),
        )
        render_stack(options, Console(quiet=True))
        return compare_folders(before, out)
