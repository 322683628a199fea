"""Debian's programs, unpacked into a cache without installing anything."""

import platform
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.cache import cache


@dataclass(frozen=True)
class Unpacked:
    """Packages with their dependencies, as far as the system has not got them."""

    root: Path

    @property
    def programs(self) -> Path:
        """Folder with programs."""
        return self.root / "usr" / "bin"

    @property
    def libraries(self) -> tuple[Path, ...]:
        """Folders with libraries that the programs need beside the system's."""
        return tuple(sorted({file.parent for file in self.root.rglob("*.so.*")}))


def debian_packages(name: str, *packages: str) -> Unpacked:
    """Packages from the cache, downloaded before if needed.

    :param name: Name in the cache.
    :raises RuntimeError: There is no way to get them.
    """
    missing = [tool for tool in ("apt-get", "dpkg") if shutil.which(tool) is None]
    if missing:
        raise RuntimeError(f"there is no {' and no '.join(missing)} to get Debian's {' and '.join(packages)}")
    release = platform.freedesktop_os_release()
    servers = cache("servers")
    folder = servers / f"{name}-{release['ID']}-{release.get('VERSION_ID', 'rolling')}-{platform.machine()}"
    if not folder.exists():
        servers.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="download-", dir=servers) as temporary:
            unpacked = _download(Path(temporary), packages)
            # Another process may have been faster.
            if not folder.exists():
                unpacked.rename(folder)
    return Unpacked(folder)


def _download(folder: Path, packages: tuple[str, ...]) -> Path:
    """Packages with their dependencies, as far as the system has not got them, unpacked into one folder.

    apt-get works on lists and a cache of its own here, so that it needs no root and changes nothing.
    """
    for state in ("lists/partial", "archives/partial"):
        (folder / state).mkdir(parents=True)
    options = {
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "Debug::NoLocking": "true",
        # Debian's own user for downloads may not enter the cache.
        "APT::Sandbox::User": "",
        "APT::Update::Error-Mode": "any",
    }
    apt_get = ["apt-get", "-qq", *(part for key, value in options.items() for part in ("-o", f"{key}={value}"))]
    _run(packages, *apt_get, "update")
    _run(packages, *apt_get, "install", "--yes", "--download-only", "--no-install-recommends", *packages)
    root = folder / "root"
    root.mkdir()
    for package in sorted((folder / "archives").glob("*.deb")):
        _run(packages, "dpkg", "-x", str(package), str(root))
    return root


def _run(packages: tuple[str, ...], *command: str) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        error = " ".join(run.stderr.split())
        raise RuntimeError(
            f"could not get {' and '.join(packages)} (install it, or mend this): {command[0]} said: {error}"
        )
