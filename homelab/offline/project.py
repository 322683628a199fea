"""Pulumi projects, read as the Pulumi CLI reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from homelab.detection import mask
from homelab.documents import DocumentError, FileError, read_text
from homelab.offline.document import read_document

_FILE = "Pulumi.yaml"
_MOST_BYTES = 1024 * 1024


class ProjectError(Exception):
    """Reason why a stack cannot be run, as one line for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(mask(message))


@dataclass(frozen=True, slots=True)
class Project:
    """Content of ``Pulumi.yaml``."""

    folder: Path
    name: str
    main: Path
    """Program: a folder with a ``__main__.py``, or a file."""
    config: Mapping[str, Mapping[str, Any]]
    """``config`` section with full keys, every entry in its long form."""
    stack_folder: Path
    """Directory of the ``Pulumi.<stack>.yaml`` files."""

    def full_key(self, key: str) -> str:
        """Config key with its namespace, by default the project's name."""
        return _full_key(self.name, key)


def is_project(folder: Path) -> bool:
    """Whether a folder has a project of Pulumi."""
    return (folder / _FILE).is_file()


def load_project(folder: Path) -> Project:
    """Read the project in ``folder``.

    :raises ProjectError: There is none, or it is not a Python project.
    """
    file = folder / _FILE
    if not file.exists():
        raise ProjectError(
            f"no project in {shown_folder(folder)}, which has no Pulumi.yaml: name another folder by --cwd, "
            "or write a project by `homelab init`"
        )
    content = load_yaml(file)
    name = content.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{file} is missing a non-empty string 'name'")
    runtime = content.get("runtime")
    runtime_name = cast(Mapping[str, Any], runtime).get("name") if isinstance(runtime, Mapping) else runtime
    if runtime_name != "python":
        raise ProjectError(f"{file} has the runtime {runtime_name!r}: only python programs can be rendered")
    main = (folder / _folder_name(file, content, "main")).resolve()
    if not (main if main.is_file() else main / "__main__.py").is_file():
        raise ProjectError(f"{main} is not a Python program: it has no __main__.py")
    entries = dict(_entry(name, key, value) for key, value in config_section(file, content).items())
    return Project(folder, name, main, entries, folder / _folder_name(file, content, "stackConfigDir"))


def shown_folder(folder: Path) -> str:
    """A folder in a message."""
    return "this folder" if folder == Path() else str(folder)


def _full_key(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _entry(project: str, key: str, value: Any) -> tuple[str, Mapping[str, Any]]:
    own = ":" not in key or key.startswith(f"{project}:")
    entry = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {"default" if own else "value": value}
    if own:
        _check_types(key, entry)
        return _full_key(project, key), entry
    if "type" in entry or "default" in entry:
        raise ProjectError(f"configuration key {key!r} is not namespaced by the project: it may only have a 'value'")
    if entry.get("value") is None:
        raise ProjectError(f"configuration key {key!r} is namespaced and must provide an attribute 'value'")
    return key, entry


def _check_types(key: str, entry: Mapping[str, Any]) -> None:
    """Check the declared type of a key, and of the items below it."""
    while entry:
        items = entry.get("items") or {}
        if not isinstance(entry.get("type", ""), str) or not isinstance(items, Mapping):
            raise ProjectError(f"configuration key {key!r}: its type must be a string, and its items a mapping")
        entry = cast(Mapping[str, Any], items)


def load_yaml(file: Path) -> Mapping[str, Any]:
    """Read a mapping from a YAML file, as the Pulumi CLI reads it; an empty file is an empty mapping.

    :raises ProjectError: The file cannot be read, or contains anything else.
    """
    try:
        content = read_document(read_text(file, most_bytes=_MOST_BYTES)).content
    except FileError as error:
        raise ProjectError(f"{file} cannot be read: {error}") from error
    except DocumentError as error:
        raise ProjectError(
            f"{file} is not valid YAML: line {error.line}, column {error.column}: {' '.join(str(error).split())}"
        ) from error
    if not isinstance(content or {}, Mapping):
        raise ProjectError(f"{file} must be a mapping, not a {type(content).__name__}")
    return cast(Mapping[str, Any], content or {})


def config_section(file: Path, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ``config`` of a file; an empty one without it.

    :raises ProjectError: It is no mapping.
    """
    section = content.get("config") or {}
    if not isinstance(section, Mapping):
        raise ProjectError(f"{file}: config must be a mapping, not a {type(section).__name__}")
    return cast(Mapping[str, Any], section)


def _folder_name(file: Path, content: Mapping[str, Any], key: str) -> str:
    name = content.get(key, ".")
    if not isinstance(name, str) or not name.isprintable():
        raise ProjectError(f"{file}: {key} must be the path of a folder or file")
    return name
