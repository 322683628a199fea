"""What a release uploads: built twice, compared, checked, and used as somebody who installs it would."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path

from tools.release.errors import ReleaseError
from tools.release.repository import Repository

EXAMPLE = "local-models"
"""The example that the installed command renders: one that needs no key of a provider."""


def build(repository: Repository, folder: Path) -> Mapping[str, str]:
    """Write the packages of HEAD to ``folder``, after a second build elsewhere gave the same bytes.

    :returns: SHA-256 of each file, by its name.
    :raises ReleaseError: A build failed, or the two differ.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        found = _built(repository, Path(name) / "first", folder)
        again = _built(repository, Path(name) / "elsewhere" / "second", Path(name) / "again")
    different = sorted(file for file in {*found, *again} if found.get(file) != again.get(file))
    if different:
        raise ReleaseError(f"a second build gave other bytes for {', '.join(different)}")
    return found


def _built(repository: Repository, source: Path, folder: Path) -> Mapping[str, str]:
    repository.extract(source)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": repository.committed}
    # Built with what is pinned here, not with what is newest: hence without isolation.
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)], environment)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def check_metadata(folder: Path) -> None:
    """Have twine say whether PyPI takes the packages and can show their description.

    :raises ReleaseError: It does not.
    """
    files = sorted(str(file) for file in folder.iterdir())
    _run([sys.executable, "-m", "twine", "check", "--strict", *files])


def check_installation(repository: Repository, folder: Path) -> None:
    """Install the wheel into an empty environment, and render an example with it.

    :raises ReleaseError: One of both fails, or the command has another version.
    """
    (wheel,) = folder.glob("*.whl")
    with tempfile.TemporaryDirectory() as name:
        temporary = Path(name)
        source = repository.extract(temporary / "source")
        venv.create(temporary / "venv", with_pip=True)
        binaries = temporary / "venv" / "bin"
        pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--requirement", str(source / "requirements" / "run.txt")])
        _run([*pip, "--no-deps", str(wheel)])
        shown = _run([str(binaries / "homelab"), "--version"]).strip()
        if shown != f"homelab {repository.version}":
            raise ReleaseError(f"the installed command says {shown!r}, not version {repository.version}")
        program = shutil.copytree(source / "examples" / EXAMPLE, temporary / "program")
        (stack,) = (file.name.split(".")[1] for file in program.glob("Pulumi.*.yaml"))
        _run([str(binaries / "homelab"), "render", "--cwd", str(program), "--stack", stack, "--preview"])


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    variables = {name: value for name, value in (environment or os.environ).items() if name != "PYTHONPATH"}
    # Python looks for modules in the working folder first: in an empty one it finds none, neither the checkout's.
    with tempfile.TemporaryDirectory() as empty:
        run = subprocess.run(
            command,
            cwd=empty,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if run.returncode:
        raise ReleaseError(f"{' '.join(command)}:\n{run.stdout.strip()}")
    return run.stdout
