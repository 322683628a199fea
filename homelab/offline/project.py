"""Pulumi projects, read as the Pulumi CLI reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from homelab.detection import mask


class ProjectError(Exception):
    """Reason why a stack cannot be run, as one line for the user."""

    def __init__(self, message: str) -> None:
        super().__init__(mask(message))


class _Loader(yaml.SafeLoader):
    """Loader with the CLI's scalars: PyYAML reads ``on`` as a boolean, ``1:30`` as a number and so on."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (it is the class attribute of a library)
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?i:true|false)$"), list("tTfF"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBER, list("-+.0123456789"))


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


def load_project(folder: Path) -> Project:
    """Read the project in ``folder``.

    :raises ProjectError: There is none, or it is not a Python project.
    """
    file = folder / "Pulumi.yaml"
    content = load_yaml(file)
    name = content.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{file} is missing a non-empty string 'name'")
    runtime = content.get("runtime")
    runtime_name = cast(Mapping[str, Any], runtime).get("name") if isinstance(runtime, Mapping) else runtime
    if runtime_name != "python":
        raise ProjectError(f"{file} has the runtime {runtime_name!r}: only python programs can be rendered")
    main = (folder / content.get("main", ".")).resolve()
    if not (main if main.is_file() else main / "__main__.py").is_file():
        raise ProjectError(f"{main} is not a Python program: it has no __main__.py")
    section = content.get("config")
    config = cast(Mapping[str, Any], section) if isinstance(section, Mapping) else {}
    entries = dict(_entry(name, key, value) for key, value in config.items())
    return Project(folder, name, main, entries, folder / content.get("stackConfigDir", "."))


def _full_key(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _entry(project: str, key: str, value: Any) -> tuple[str, Mapping[str, Any]]:
    own = ":" not in key or key.startswith(f"{project}:")
    entry = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {"default" if own else "value": value}
    if own:
        return _full_key(project, key), entry
    if "type" in entry or "default" in entry:
        raise ProjectError(f"configuration key {key!r} is not namespaced by the project: it may only have a 'value'")
    if entry.get("value") is None:
        raise ProjectError(f"configuration key {key!r} is namespaced and must provide an attribute 'value'")
    return key, entry


def load_yaml(file: Path) -> Mapping[str, Any]:
    """Read a mapping from a YAML file, as the Pulumi CLI reads it; an empty file is an empty mapping.

    :raises ProjectError: The file cannot be read, or contains anything else.
    """
    try:
        content = yaml.load(file.read_text(), _Loader)
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ProjectError(f"{file} is not valid YAML: {_yaml_problem(error)}") from None
    if not isinstance(content or {}, Mapping):
        raise ProjectError(f"{file} must be a mapping, not a {type(content).__name__}")
    return cast(Mapping[str, Any], content or {})


def _yaml_problem(error: yaml.YAMLError) -> str:
    """What is wrong, and where, without the text there: PyYAML quotes the line, which may hold a secret."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return "a character that YAML does not allow"
    what, mark = error.problem or error.context or "not YAML", error.problem_mark or error.context_mark
    # A password that begins with * or ! is read as the name of an alias or a tag.
    what = re.sub(r"(alias|tag|anchor|constructor for the tag) .*", r"\1: write a text that begins so in quotes", what)
    return f"{what}, line {mark.line + 1}, column {mark.column + 1}" if mark else what
