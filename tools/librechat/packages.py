"""npm packages of LibreChat's, installed or unpacked outside of the tree."""

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer

FOLDER = Path(__file__).parent
PROVIDER = "librechat-data-provider"
"""The package that holds the schema of librechat.yaml."""
_FILES = ("package.json", "package-lock.json", ".npmrc")


class PackageError(Exception):
    """Why there are no packages, as a few lines for the user."""


def install(cache: Path, source: Path = FOLDER) -> Path:
    """The folder of ``node_modules``; installed now unless an earlier run has done it.

    :param cache: Where installed versions are kept.
    :param source: Folder of package.json, package-lock.json and .npmrc.
    :raises PackageError: node or npm is missing, or npm fails.
    """
    _require_node()
    folder = cache / _fingerprint(source)
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=cache))
    try:
        for name in _FILES:
            shutil.copy(source / name, unfinished)
        typer.echo("installing packages with npm: a few seconds the first time", err=True)
        # Packages need no scripts of their own here.
        _npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], unfinished)
        # Whoever is first puts the folder in place; the other one has installed the same.
        if not folder.is_dir():
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def pinned_provider() -> str:
    """The version of the schema's package that is pinned."""
    return json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"][PROVIDER]


def pin_provider(version: str) -> None:
    """Pin another version of the schema's package, and all that it needs.

    :raises PackageError: npm has no such version.
    """
    if version == pinned_provider():
        return
    _require_node()
    before = {name: (FOLDER / name).read_bytes() for name in _FILES}
    manifest = FOLDER / "package.json"
    pin = f'"{PROVIDER}": "{{}}"'
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(pin.format(pinned_provider()), pin.format(version)), encoding="utf-8")
    try:
        _npm(["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], FOLDER)
    except PackageError:
        for name, content in before.items():
            (FOLDER / name).write_bytes(content)
        raise


def unpack(name: str, version: str, folder: Path) -> Path:
    """The content of a package, in a folder of its own below ``folder``.

    :raises PackageError: npm has no such version.
    """
    _require_node()
    # npm packs a scoped package under a name without the scope's sign.
    archive = folder / _npm(["pack", "--ignore-scripts", f"{name}@{version}"], folder).split()[-1]
    unpacked = folder / archive.stem
    with tarfile.open(archive) as packed:
        packed.extractall(unpacked, filter="data")
    archive.unlink()
    return unpacked


def _require_node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise PackageError("LibreChat's packages need node 20 or newer and npm on PATH: see nodejs.org")


def _npm(arguments: Sequence[str], folder: Path) -> str:
    command = ["npm", "--loglevel=error", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise PackageError(f"npm {arguments[0]} failed:\n{run.stderr[-4000:]}")
    return run.stdout


def _fingerprint(source: Path) -> str:
    """A name that changes with every version of a package."""
    return hashlib.sha256(b"\0".join((source / name).read_bytes() for name in _FILES)).hexdigest()[:16]
