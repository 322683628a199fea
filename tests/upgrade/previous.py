"""The previous state of the project, from git."""

import shutil
import subprocess
from pathlib import Path

BEFORE_THE_FIRST_TAG = "c4d2635473a6c89803dbf2d8d7ca10b22c8a5b15"
"""What counts as the previous state until there is a tag: the first commit whose workspace is whole."""


class NoHistoryError(Exception):
    """Why a checkout cannot tell what came before it."""


class GitError(Exception):
    """What git said."""


def previous_state(repository: Path, *, first: str = BEFORE_THE_FIRST_TAG) -> str:
    """The newest version's tag in the history of HEAD, HEAD's own left out; ``first`` if there is none.

    :raises NoHistoryError: This is no git repository, or one whose history was cut off.
    """
    if shutil.which("git") is None:
        raise NoHistoryError("git is not on PATH")
    try:
        top = Path(_git(repository, "rev-parse", "--show-toplevel"))
    except GitError as error:
        raise NoHistoryError(str(error)) from error
    if top != repository.resolve():
        raise NoHistoryError(f"the git repository of {repository} is that of {top}")
    if _git(repository, "rev-parse", "--is-shallow-repository") == "true":
        raise NoHistoryError(f"{repository} is a shallow clone: git fetch --unshallow --tags gets the rest")
    tags = _git(
        repository,
        # Without this, git holds v1.0.0-rc1 for newer than v1.0.0.
        *("-c", "versionsort.suffix=-"),
        *("tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname"),
    )
    return tags.splitlines()[0] if tags else first


def extract(repository: Path, revision: str, folder: Path) -> Path:
    """Write the files of ``revision`` to a new ``folder``, and give that back.

    :raises GitError: There is no such revision.
    """
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".zip")
    _git(repository, "archive", "--format=zip", f"--output={archive}", revision)
    shutil.unpack_archive(archive, folder)
    archive.unlink()
    return folder


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    if process.returncode:
        raise GitError(f"{' '.join(command)}: {process.stderr.strip()}")
    return process.stdout.strip()
