"""The npm packages that hold LibreChat's schema, installed outside of the tree."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import typer

FOLDER = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", ".npmrc")


class InstallError(Exception):
    """Why there are no packages, as a few lines for the user."""


def install(cache: Path) -> Path:
    """The folder of ``node_modules``; installed now unless an earlier run has done it.

    :param cache: Where installed versions are kept.
    :raises InstallError: node or npm is missing, or npm fails.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise InstallError("LibreChat's own schema needs node 20 or newer and npm on PATH: see nodejs.org")
    folder = cache / _fingerprint()
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=cache))
    try:
        for name in _FILES:
            shutil.copy(FOLDER / name, unfinished)
        typer.echo("installing LibreChat's schema with npm: a few seconds the first time", err=True)
        # Packages need no scripts of their own here.
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run = subprocess.run(command, cwd=unfinished, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise InstallError(f"npm ci failed:\n{run.stderr[-4000:]}")
        # Whoever is first puts the folder in place; the other one has installed the same.
        if not folder.is_dir():
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _fingerprint() -> str:
    """A name that changes with every version of a package."""
    return hashlib.sha256(b"\0".join((FOLDER / name).read_bytes() for name in _FILES)).hexdigest()[:16]
