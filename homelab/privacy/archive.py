"""The archive with a person's data: a tar of what the scripts stream, with a manifest, encrypted if wanted."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO

from homelab.privacy.place import Place, batched
from homelab.running.errors import NoAnswerError
from homelab.running.scripts import Observation, Part

MANIFEST = "manifest.json"
_LEFT_OUT = (
    "passwords, keys, tokens, sessions and other credentials; caches and search indexes, which repeat what is here"
)


class ArchiveError(Exception):
    """Why there is no archive, as one line for the user."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive."""

    name: str
    size: int
    sha256: str
    rows: int | None
    """Documents in it; None if it is one of the person's own files."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the archive."""

    user_id: str
    time: str
    entries: list[Entry] = field(default_factory=list[Entry])
    left_out: str = _LEFT_OUT

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows of each collection, and files of each store: ``documents messages``."""
        counts: Counter[str] = Counter()
        for entry in self.entries:
            kind, name, *_ = PurePosixPath(entry.name).parts
            counts[f"{kind} {name.rpartition('-')[0] or name}"] += 1 if entry.rows is None else entry.rows
        return counts


class _Measured(io.RawIOBase):
    """A part's content, while it is read: its end, its hash and its lines."""

    def __init__(self, part: Part) -> None:
        self._source, self._left = part.content, part.size
        self._hash, self.lines = hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(min(size, self._left) if size >= 0 else self._left)
        if not chunk and self._left and size:
            raise NoAnswerError("the script ended in the middle of a file")
        self._left -= len(chunk)
        self._hash.update(chunk)
        self.lines += chunk.count(b"\n")
        return chunk

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def write_archive(place: Place, user_id: str, file: Path, recipient: str | None, time: str) -> Manifest:
    """Write all there is of a person into a file that only its owner can read.

    :raises ArchiveError: The file exists, or cannot be encrypted.
    :raises NoAnswerError: The export breaks off; there is no file then.
    """
    manifest = Manifest(user_id, time)
    moment = int(datetime.fromisoformat(time).timestamp())
    with (
        _new_file(file) as output,
        _encrypted(output, recipient) as sink,
        tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for part in _parts(place, user_id):
            manifest.entries.append(_add(archive, part, moment))
        content = json.dumps(asdict(manifest), indent=2).encode()
        archive.addfile(_info(MANIFEST, len(content), moment), io.BytesIO(content))
    return manifest


def _parts(place: Place, user_id: str) -> Iterator[Part]:
    files: list[str] = []
    for part in place.export_librechat({"id": user_id}):
        if isinstance(part, Part):
            yield part
        else:
            files = list(part["fileIds"])
    of_files: list[Iterator[Part | Observation]] = [
        place.export_rag_api(
            {"action": "export", "id": "" if number else user_id, "files": list(batch), "part": f"texts-{number}"}
        )
        for number, batch in enumerate(batched(files))
    ]
    yield from (part for part in chain.from_iterable(of_files) if isinstance(part, Part))


def _add(archive: tarfile.TarFile, part: Part, moment: int) -> Entry:
    content = _Measured(part)
    name = _safe(part.name)
    archive.addfile(_info(name, part.size, moment), content)
    rows = None if name.startswith("files/") else content.lines
    return Entry(name, part.size, content.sha256, rows)


def _safe(name: str) -> str:
    """A name that stays inside of the folder into which it is unpacked."""
    return "/".join(each.replace("\0", "_") if each not in ("", ".", "..") else "_" for each in name.split("/"))


def _info(name: str, size: int, moment: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, moment
    return info


@contextmanager
def _new_file(file: Path) -> Generator[IO[bytes]]:
    """A file that is there once it is whole."""
    if file.exists():
        raise ArchiveError(f"{file} exists already")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise ArchiveError(f"{file}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as output:
            yield output
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _encrypted(output: IO[bytes], recipient: str | None) -> Generator[IO[bytes]]:
    """What encrypts into a file, by the program ``age``."""
    if recipient is None:
        yield output
        return
    if shutil.which("age") is None:
        raise ArchiveError("--recipient needs the program age on PATH: see age-encryption.org")
    command = ["age", "--encrypt", "--recipient", recipient]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.PIPE) as age:
        if age.stdin is None or age.stderr is None:
            raise ArchiveError("age: no pipes")
        broken = False
        try:
            yield age.stdin
        except BrokenPipeError:
            # It says itself what is wrong with the recipient.
            broken = True
        except BaseException:
            age.kill()
            raise
        with contextlib.suppress(BrokenPipeError):
            age.stdin.close()
        message = age.stderr.read().decode(errors="replace").strip().splitlines()
        if age.wait() != 0 or broken:
            raise ArchiveError(f"age: {message[0].removeprefix('age: ') if message else 'failed'}")
