"""The packages of a release, and what belongs in them."""

import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Packages:
    """What `python -m build` writes."""

    wheel: Path
    source: Path

    def in_wheel(self) -> set[str]:
        """Names of the wheel's files."""
        return set(ZipFile(self.wheel).namelist())

    def in_source(self) -> set[str]:
        """Names of the source package's files, without the folder that contains all of them."""
        with tarfile.open(self.source) as archive:
            return {member.name.partition("/")[2] for member in archive if member.isfile()}


def files_of_repository(*paths: str) -> set[str]:
    """Names of the files below ``paths`` that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
