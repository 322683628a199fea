"""Output folder of a render, which only replaces files of an earlier render."""

import json
import os
import shutil
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, cast

from homelab.gitops.generations import Version
from homelab.offline.generated import GeneratedValues
from homelab.offline.manifests import SECRETS_FILE, read_generated
from homelab.offline.report_data import GENERATOR

REPORT_FILE = "report.json"
GITIGNORE_FILE = ".gitignore"
PROGRESS_FOLDER = ".homelab-render"
"""Holds new files until all of them are complete. Git ignores it, whenever a render ends."""


class FolderError(Exception):
    """Reason why nothing was written, as one line for the user."""


@dataclass(frozen=True, slots=True)
class EarlierRender:
    """What the report of an earlier render says."""

    files: frozenset[str] = frozenset()
    """Its files in the folder."""
    generated: frozenset[str] | None = frozenset()
    """Resources that had random values; None if the report has Secrets, but does not say which."""
    config_maps: Mapping[str, Version] = field(default_factory=dict[str, Version])
    """Its ConfigMaps by URN."""
    kept: Mapping[str, Version] = field(default_factory=dict[str, Version])
    """ConfigMaps of the render before it, which it has kept, by URN."""


class OutputFolder:
    """A folder that is empty or contains an earlier render."""

    def __init__(self, path: Path) -> None:
        """Read the report of an earlier render.

        :raises FolderError: The folder contains something else.
        """
        self.path = path
        with _errors_at(path):
            self._earlier = self._earlier_render()

    @property
    def config_maps(self) -> Mapping[str, Version]:
        """ConfigMaps of the earlier render by URN."""
        return self._earlier.config_maps

    @property
    def kept(self) -> Mapping[str, Version]:
        """ConfigMaps of the render before that, which it has kept, by URN."""
        return self._earlier.kept

    def earlier(self, name: str) -> str | None:
        """Text of a file of the earlier render, in whichever folder it was; None if it had no such file.

        :raises FolderError: It cannot be read.
        """
        found = sorted(file for file in self._earlier.files if Path(file).name == name and (self.path / file).is_file())
        return self.read(found[0]) if found else None

    def read(self, name: str) -> str:
        """Content of a file of the earlier render.

        :raises FolderError: It cannot be read.
        """
        file = self.path / name
        with _errors_at(file):
            return file.read_bytes().decode(errors="replace")

    def read_values(self) -> GeneratedValues:
        """Random values of the earlier render, from its ``secrets.yaml``; none without that file.

        :raises FolderError: The file cannot be read, is damaged or was edited.
        """
        file = self.path / SECRETS_FILE
        with _errors_at(file):
            if not os.path.lexists(file):
                return GeneratedValues()
            text = file.read_bytes().decode(errors="replace")
        try:
            return read_generated(text)
        except ValueError as error:
            raise FolderError(
                f"{file} {error}: restore it, or move it away to start with new passwords by --new-secrets"
            ) from error

    def check_values(self, generated: GeneratedValues) -> None:
        """Check that a render has generated no value anew that an earlier one had.

        :raises FolderError: It has: servers with data would not accept the new passwords.
        """
        known = self._earlier.generated
        lost = sorted(generated.new if known is None else known & {*generated.new})
        if not lost:
            return
        names = ", ".join(name.rpartition("::")[2] for name in lost[:3])
        names += f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        file = self.path / SECRETS_FILE
        if file.exists():
            problem = f"{file} has no values for the arguments that {names} now have: undo their change"
        else:
            problem = f"{file} is missing, with the earlier values of {names}: copy it from where they were rendered"
        raise FolderError(f"{problem}, or render new ones, which servers with data do not accept, by --new-secrets")

    def write(self, files: Mapping[str, str], secrets: str | None, report: Mapping[str, Any]) -> Mapping[str, Any]:
        """Write all files, and remove those of an earlier render that are no longer among them.

        Nothing is replaced unless all files are complete on the disk. An earlier ``secrets.yaml`` is kept: it may be
        the only copy of a password.

        :param secrets: Content of ``secrets.yaml``, which only its owner may read and git ignores.
        :return: Content of ``report.json``: the report, with the names of the files.
        :raises FolderError: A file that this command did not write would be overwritten, or the file system refuses
            one; nothing is replaced then.
        """
        files = {GITIGNORE_FILE: f"{SECRETS_FILE}\n", **({} if secrets is None else {SECRETS_FILE: secrets}), **files}
        names = {*files, REPORT_FILE, SECRETS_FILE}
        gone = self._earlier.files - names
        # Until the end, the report lists what is removed as well: the next render goes on where this one was killed.
        steps = [(REPORT_FILE, _json({**report, "files": sorted(names | gone)})), *files.items()]
        final = {**report, "files": sorted(names)}
        steps.append((REPORT_FILE, _json(final)))
        with _errors_at(self.path):
            self._refuse_foreign(names, gone)
            with self._progress_folder() as progress:
                staged = [(progress / str(index), name) for index, (name, _) in enumerate(steps)]
                for (new, name), (_, text) in zip(staged, steps, strict=True):
                    _write(new, text, private=name == SECRETS_FILE)
                *first, (report_file, _) = staged
                for new, name in first:
                    (self.path / name).parent.mkdir(exist_ok=True)
                    new.replace(self.path / name)
                for name in gone:
                    (self.path / name).unlink(missing_ok=True)
                self._remove_empty({*gone} - names)
                report_file.replace(self.path / REPORT_FILE)
        return final

    def _refuse_foreign(self, names: Collection[str], gone: Collection[str]) -> None:
        there = {name for name in names if os.path.lexists(self.path / name)}
        foreign = {name for name in there if name not in self._earlier.files or (self.path / name).is_dir()}
        # A link would lead to files elsewhere.
        folders = {str(folder) for name in (*names, *gone) for folder in PurePosixPath(name).parents[:-1]}
        foreign |= {name for name in folders if _is_no_folder(self.path / name)}
        foreign = sorted(foreign)
        if foreign:
            raise FolderError(
                f"{self.path} contains {', '.join(foreign)}, which this command did not write: move it away"
            )

    def _remove_empty(self, gone: Collection[str]) -> None:
        """Remove folders whose last file is gone."""
        for folder in {self.path / parent for name in gone for parent in PurePosixPath(name).parents[:-1]}:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    @contextmanager
    def _progress_folder(self) -> Generator[Path]:
        """Folder on the same file system, which does not outlive its use, unless the process is killed."""
        folder = self.path / PROGRESS_FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            (folder / GITIGNORE_FILE).write_text("*\n")
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _earlier_render(self) -> EarlierRender:
        if not os.path.lexists(self.path):
            return EarlierRender()
        if not self.path.is_dir():
            raise FolderError(f"{self.path} is not a folder: choose another one with --out")
        file = self.path / REPORT_FILE
        if not os.path.lexists(file):
            if {each.name for each in self.path.iterdir()} - {PROGRESS_FOLDER}:
                raise FolderError(f"{self.path} contains other files: choose an empty folder with --out")
            return EarlierRender()
        try:
            return _parse_report(file.read_bytes(), has_secrets=(self.path / SECRETS_FILE).exists())
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise FolderError(
                f"{file} was not written by this command, or is damaged: restore it, or choose another --out"
            ) from error


def _parse_report(content: bytes, *, has_secrets: bool) -> EarlierRender:
    """Read a report.

    :raises Exception: It is none, or it is damaged: ValueError, TypeError, LookupError or RecursionError.
    """
    report = json.loads(content)
    if not isinstance(report, dict) or report.get("generator") != GENERATOR:
        raise ValueError("not a report")
    fields = cast(dict[str, Any], report)
    names = _texts(fields["files"])
    if "generatedValues" in fields:
        generated = _texts(fields["generatedValues"])
    else:
        # Earlier versions did not list them.
        had_secrets = any(object_["kind"] == "Secret" for object_ in fields.get("objects", ()))
        generated = None if had_secrets and not has_secrets else frozenset[str]()
    files = frozenset(filter(_is_inside, names))
    config_maps = [each for each in fields.get("objects", ()) if each["kind"] == "ConfigMap"]
    versions = (_versions(items, files) for items in (config_maps, fields.get("kept", ())))
    return EarlierRender(files, generated, *versions)


def _versions(objects: Sequence[Mapping[str, Any]], files: Collection[str]) -> dict[str, Version]:
    """Objects of a report whose files are in the folder, by URN."""
    return {
        each["urn"]: Version(f"{each.get('namespace')}/{each['name']}", each["file"])
        for each in objects
        if each.get("file") in files
    }


def _is_inside(name: str) -> bool:
    """Whether ``name`` is that of a file in the output folder, or in a folder directly in it."""
    parts = name.split("/")
    return len(parts) <= 2 and all(part and Path(part).name == part and part != ".." for part in parts)


def _is_no_folder(path: Path) -> bool:
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())


def _texts(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in cast(list[object], value)):
        raise TypeError("not a list of texts")
    return frozenset(cast(list[str], value))


def _json(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"


def _write(file: Path, text: str, *, private: bool) -> None:
    """Write a new file, with its permissions from the start; the only copy of passwords is on the disk afterwards."""
    mode = 0o600 if private else 0o666
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(text.encode())
        if private:
            opened.flush()
            os.fsync(opened.fileno())


@contextmanager
def _errors_at(path: Path) -> Generator[None]:
    """Report errors of the file system as one line, by default about ``path``."""
    try:
        yield
    except OSError as error:
        raise FolderError(f"{error.filename2 or error.filename or path}: {error.strerror or error}") from error
