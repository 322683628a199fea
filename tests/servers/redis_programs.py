"""redis-server and redis-cli: those on PATH, or Debian's, unpacked into a cache without installing anything."""

import platform
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cache import cache
from tests.servers.processes import write_program

PROGRAMS = ("redis-server", "redis-cli")
_ENTRIES = {"valkey-server": "redis-server", "valkey-cli": "redis-cli"}


@dataclass(frozen=True)
class RedisPrograms:
    """Where the programs and the libraries are that they need beside the system's."""

    paths: Mapping[str, Path]
    libraries: tuple[Path, ...] = ()

    def offer_as_valkey(self, folder: Path, port: int) -> None:
        """Write ``valkey-server`` and ``valkey-cli`` into ``folder``; the latter goes to ``port`` on its own."""
        options = {"valkey-server": "", "valkey-cli": f"-p {port} "}
        libraries = ":".join(map(str, self.libraries))
        variables = f"env LD_LIBRARY_PATH={shlex.quote(libraries)} " if libraries else ""
        for name, original in _ENTRIES.items():
            program = shlex.quote(str(self.paths[original]))
            write_program(folder / name, f'{variables}{program} {options[name]}"$@"')


def redis_programs() -> RedisPrograms:
    """The programs on PATH, or else Debian's from the cache, downloaded before if needed.

    :raises RuntimeError: There are none, and no way to get them.
    """
    found = {name: shutil.which(name) for name in PROGRAMS}
    paths = {name: Path(path) for name, path in found.items() if path}
    if len(paths) == len(PROGRAMS):
        return RedisPrograms(paths)
    missing = [tool for tool in ("apt-get", "dpkg") if shutil.which(tool) is None]
    if missing:
        raise RuntimeError(
            f"{' and '.join(PROGRAMS)} are not both on PATH, and there is no {' and no '.join(missing)} "
            "to get Debian's: install Redis 7 or newer"
        )
    return _unpacked(_cached_packages())


def _unpacked(root: Path) -> RedisPrograms:
    libraries = {file.parent for file in root.rglob("*.so.*")}
    return RedisPrograms({name: root / "usr" / "bin" / name for name in PROGRAMS}, tuple(sorted(libraries)))


def _cached_packages() -> Path:
    release = platform.freedesktop_os_release()
    servers = cache("servers")
    folder = servers / f"redis-{release['ID']}-{release.get('VERSION_ID', 'rolling')}-{platform.machine()}"
    if not folder.exists():
        servers.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="download-", dir=servers) as temporary:
            unpacked = _download(Path(temporary))
            # Another process may have been faster.
            if not folder.exists():
                unpacked.rename(folder)
    return folder


def _download(folder: Path) -> Path:
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
    _run(*apt_get, "update")
    _run(*apt_get, "install", "--yes", "--download-only", "--no-install-recommends", "redis-server")
    root = folder / "root"
    for package in sorted((folder / "archives").glob("*.deb")):
        _run("dpkg", "-x", str(package), str(root))
    return root


def _run(*command: str) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        error = " ".join(run.stderr.split())
        raise RuntimeError(f"could not get redis-server (install it, or mend this): {command[0]} said: {error}")
