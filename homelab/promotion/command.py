"""The ``homelab promote`` and ``homelab rollback`` commands."""

import copy
import difflib
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from homelab.documents import DocumentError, FileError, read_text
from homelab.offline.document import read_document
from homelab.offline.project import Project, ProjectError, load_project, load_yaml
from homelab.offline.stack_config import stack_file
from homelab.promotion import edit
from homelab.promotion.edit import EditError

_MOST_BYTES = 1024 * 1024
Keys = tuple[str, ...]


class PromotionError(Exception):
    """Reason why a canary cannot end, as one line for the user."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A stack's file in which there is no canary any more."""

    file: Path
    before: str
    after: str
    image: str
    """LibreChat's image from now on, or the canary's that went."""

    def difference(self) -> list[str]:
        """Lines that went, and those that came."""
        lines = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        return [line for line in lines if not line.startswith(("---", "+++", "@@"))]

    def write(self) -> None:
        """Change the file."""
        self.file.write_bytes(self.after.encode())


def promoted(folder: Path, stack: str) -> Ended:
    """The canary's image as LibreChat's.

    :param folder: Folder of Pulumi.yaml.
    :raises PromotionError: There is no canary, or the file is written in a way that this cannot change.
    """
    return _ended(folder, stack, _promote)


def rolled_back(folder: Path, stack: str) -> Ended:
    """LibreChat's image as it is, without the canary.

    :param folder: Folder of Pulumi.yaml.
    :raises PromotionError: There is no canary, or the file is written in a way that this cannot change.
    """
    return _ended(folder, stack, lambda text, workspace: edit.remove(text, (*workspace, "canary")))


def up_command(folder: Path, stack: str, *, yes: bool) -> Sequence[str]:
    """The command that brings the file to the cluster."""
    where = [] if folder == Path() else ["--cwd", str(folder)]
    return ["pulumi", "up", "--stack", stack, *where, *(["--yes"] if yes else [])]


def apply(command: Sequence[str]) -> None:
    """Run the command at this terminal.

    :raises PromotionError: It fails.
    """
    try:
        status = subprocess.run(command, check=False).returncode
    except OSError as error:
        raise PromotionError(f"{command[0]} cannot be run: {error.strerror}; the file is changed already") from error
    if status:
        raise PromotionError(f"{' '.join(command)} failed with {status}; the file stays changed")


def _ended(folder: Path, stack: str, change: Callable[[str, Keys], str]) -> Ended:
    try:
        project = load_project(folder)
        file = stack_file(project, stack)
        content = load_yaml(file)
        before = read_text(file, most_bytes=_MOST_BYTES)
        keys, expected, image = _expected(content, project, promotes=change is _promote)
    except (ProjectError, FileError) as error:
        raise PromotionError(str(error)) from error
    if keys is None:
        raise PromotionError(
            f"{file} has no {project.name}:workspace.canary. To go back to an image of before, revert the commit that "
            "changed it. In a program that calls AIWorkspace: remove canary, for a promotion after librechat.image has "
            f"taken its image; then `pulumi up --stack {stack}`"
        )
    try:
        after = change(before, keys)
        is_right = read_document(after).content == expected
    except (EditError, DocumentError) as error:
        raise PromotionError(f"{file}: {error}: change it by hand") from error
    if not is_right:
        raise PromotionError(f"{file}: an anchor or alias is in the way: change it by hand")
    return Ended(file, before, after, image)


def _expected(before: Mapping[str, Any], project: Project, *, promotes: bool) -> tuple[Keys | None, Any, str]:
    """Where the workspace stands, what the file should say afterwards, and the canary's image."""
    content: Any = copy.deepcopy(before)
    config: Mapping[str, Any] = content.get("config") if isinstance(content.get("config"), dict) else {}
    key = next((each for each in config if project.full_key(each) == project.full_key("workspace")), None)
    workspace = config.get(key) if key else None
    canary = workspace.get("canary") if isinstance(workspace, dict) else None
    if key is None or not isinstance(canary, dict):
        return None, None, ""
    image = cast("dict[str, Any]", canary).get("image")
    if not isinstance(image, str) or (promotes and cast("dict[str, Any]", canary).get("enabled", True) is not True):
        raise ProjectError("canary runs no image: set canary.image, and remove canary.enabled: false")
    changed = cast("dict[str, Any]", workspace)
    del changed["canary"]
    if promotes:
        changed.setdefault("librechat", {})["image"] = image
    return ("config", key), content, image


def _promote(text: str, workspace: Keys) -> str:
    image = edit.source(text, (*workspace, "canary", "image"))
    own = (*workspace, "librechat", "image")
    if edit.find(text, own):
        text = edit.replace(text, own, image)
    else:
        text = edit.insert_first(text, own[:-1], f"image: {image}")
    return edit.remove(text, (*workspace, "canary"))
