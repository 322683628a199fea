"""Whether a checkout is what a release can be made of."""

import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from tools.release import changelog
from tools.release.errors import ReleaseError
from tools.release.version import numbers, project_version

BRANCH = "main"


@dataclass(frozen=True)
class Repository:
    """A checkout."""

    root: Path

    @property
    def version(self) -> str:
        """The version of the project."""
        return project_version((self.root / "pyproject.toml").read_text(encoding="utf-8"))

    @property
    def tag(self) -> str:
        """The tag that belongs to the version."""
        return f"v{self.version}"

    @property
    def changelog(self) -> str:
        """The text of CHANGELOG.md."""
        return (self.root / "CHANGELOG.md").read_text(encoding="utf-8")

    @property
    def committed(self) -> str:
        """When HEAD was committed, in seconds since 1970: the time that all files of a release have."""
        return self.git("show", "--no-patch", "--format=%ct", "HEAD")

    def git(self, *arguments: str) -> str:
        """What git prints.

        :raises ReleaseError: It failed.
        """
        return self._run(*arguments).decode().strip()

    def extract(self, folder: Path) -> Path:
        """Write what HEAD has to a new ``folder``: nothing else can get into a release."""
        content = self._run("archive", "--format=tar", "HEAD")
        with tarfile.open(fileobj=BytesIO(content)) as archive:
            archive.extractall(folder, filter="data")
        return folder

    def _run(self, *arguments: str) -> bytes:
        run = subprocess.run(["git", "-C", str(self.root), *arguments], capture_output=True, check=False)
        if run.returncode:
            raise ReleaseError(f"git {' '.join(arguments)}: {run.stderr.decode().strip()}")
        return run.stdout


def problems(repository: Repository, tag: str) -> Iterator[str]:
    """What has to change before a release is made of HEAD.

    :param tag: The tag that it is built for; empty before there is one.
    """
    version = repository.version
    yield from _of_versions(repository, version)
    if repository.git("status", "--porcelain"):
        yield "the tree has changes that are not committed: `git status` lists them"
    if tag:
        yield from _of_tag(repository, tag)
    else:
        yield from _before_tag(repository)


def _of_versions(repository: Repository, version: str) -> Iterator[str]:
    newest = changelog.newest(repository.changelog)
    if newest != version:
        yield (
            f"pyproject.toml has version {version}, the newest section of CHANGELOG.md is {newest or 'Unreleased'}: "
            "`make release VERSION=X.Y.Z` sets both"
        )
    if changelog.unreleased(repository.changelog):
        yield "CHANGELOG.md has entries under Unreleased: they belong to this release, or on a branch until it is made"
    earlier = [tag for tag in repository.git("tag", "--list", "v*").split() if tag != repository.tag]
    for other in earlier:
        if numbers(other.removeprefix("v")) > numbers(version):
            yield f"{other} is newer than {version}"


def _before_tag(repository: Repository) -> Iterator[str]:
    branch = repository.git("branch", "--show-current")
    if branch != BRANCH:
        yield f"releases are made of {BRANCH}, not of {branch or 'no branch'}: git switch {BRANCH}"
    if repository.git("tag", "--list", repository.tag):
        yield f"{repository.tag} is there already: `make release VERSION=X.Y.Z` begins the next one"


def _of_tag(repository: Repository, tag: str) -> Iterator[str]:
    if tag != repository.tag:
        yield f"the tag is {tag}, the version in pyproject.toml is {repository.version}"
    elif repository.git("rev-parse", f"{tag}^{{commit}}") != repository.git("rev-parse", "HEAD"):
        yield f"{tag} is another commit than the one that is checked out"
    # A tag may be pushed on any commit, also on one that nobody has reviewed.
    if not repository.git("branch", "--remotes", "--contains", "HEAD", "--list", f"origin/{BRANCH}"):
        yield f"the commit of {tag} is not in origin/{BRANCH}"
