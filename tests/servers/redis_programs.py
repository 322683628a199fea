"""redis-server and redis-cli: those on PATH, or Debian's, unpacked into a cache without installing anything."""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.debian import debian_packages
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
    try:
        unpacked = debian_packages("redis", "redis-server")
    except RuntimeError as error:
        raise RuntimeError(
            f"{' and '.join(PROGRAMS)} are not both on PATH, and {error}: install Redis 7 or newer"
        ) from error
    return RedisPrograms({name: unpacked.programs / name for name in PROGRAMS}, unpacked.libraries)
