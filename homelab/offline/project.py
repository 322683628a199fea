"""A Pulumi project and a stack's config, read as the Pulumi CLI reads them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "object": Mapping, "array": list}


class ProjectError(Exception):
    """What keeps a stack from being run, as one line for the user."""


class _Loader(yaml.SafeLoader):
    """Reads YAML as the Pulumi CLI does: to PyYAML, ``on`` is a boolean, ``1:30`` a number, ``2026-01-01`` a date."""

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
    """``Pulumi.yaml``."""

    folder: Path
    name: str
    main: Path
    """The program: a folder with a ``__main__.py``, or a file."""
    config: Mapping[str, Mapping[str, Any]]
    """The ``config`` section, every key with its namespace, every entry in its long form."""
    stack_folder: Path
    """Where the ``Pulumi.<stack>.yaml`` are."""


@dataclass(frozen=True, slots=True)
class StackConfig:
    """A stack's config as the program gets it."""

    values: Mapping[str, str]
    """Keys with their namespace; objects and lists as JSON."""
    secret_keys: frozenset[str]


def load_project(folder: Path) -> Project:
    """Read the project in ``folder``.

    :raises ProjectError: There is none, or it is not one of Python's.
    """
    file = folder / "Pulumi.yaml"
    content = _load(file)
    name = content.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{file} is missing a non-empty string 'name'")
    runtime = content.get("runtime")
    runtime_name = cast(Mapping[str, Any], runtime).get("name") if isinstance(runtime, Mapping) else runtime
    if runtime_name != "python":
        raise ProjectError(f"{file} has the runtime {runtime_name!r}: only python programs can be rendered")
    main = (folder / content.get("main", ".")).resolve()
    if not (main if main.is_file() else main / "__main__.py").is_file():
        raise ProjectError(f"{main} is no Python program: there is no __main__.py in it")
    section = content.get("config")
    config = cast(Mapping[str, Any], section) if isinstance(section, Mapping) else {}
    entries = dict(_entry(name, key, value) for key, value in config.items())
    return Project(folder, name, main, entries, folder / content.get("stackConfigDir", "."))


def _entry(project: str, key: str, value: Any) -> tuple[str, Mapping[str, Any]]:
    own = ":" not in key or key.startswith(f"{project}:")
    entry = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {"default" if own else "value": value}
    if own:
        return _full_key(project, key), entry
    if "type" in entry or "default" in entry:
        raise ProjectError(f"configuration key {key!r} is not namespaced by the project: it takes a 'value' alone")
    if entry.get("value") is None:
        raise ProjectError(f"configuration key {key!r} is namespaced and must provide an attribute 'value'")
    return key, entry


def load_stack_config(project: Project, stack: str, overrides: Sequence[str] = ()) -> StackConfig:
    """The config of ``stack``: its own values before the project's, and ``overrides`` (``KEY=VALUE``) before both.

    A key stays secret when an override replaces its value.

    :raises ProjectError: There is no such stack, or a value is missing, of the wrong type, or encrypted.
    """
    content = _load(_stack_file(project, stack))
    stated = {
        _full_key(project.name, key): value for key, value in (content.get("config") or {}).items() if value is not None
    }
    replaced = dict(_override(project.name, text) for text in overrides)
    encrypted = {key for key, value in stated.items() if _is_encrypted(value)}
    _refuse_encrypted(stack, project.name, sorted(encrypted - replaced.keys()))
    defaults = {key: entry.get("value", entry.get("default")) for key, entry in project.config.items()}
    values = {key: value for key, value in (defaults | stated | replaced).items() if value is not None}
    _refuse_missing(stack, [key for key in project.config if key not in values])
    declared_secret = {key for key, entry in project.config.items() if entry.get("secret")}
    for key, value in values.items():
        _check(stack, key, value, project.config.get(key, {}))
        if key in declared_secret and key in stated and key not in encrypted | replaced.keys():
            raise ProjectError(f"stack {stack!r}: configuration key {key!r} must be encrypted as it is secret")
    return StackConfig({key: _text(value) for key, value in values.items()}, frozenset(encrypted | declared_secret))


def _load(file: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(file.read_text(), _Loader)
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ProjectError(f"{file} is no valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content or {}, Mapping):
        raise ProjectError(f"{file} must be a mapping, not a {type(content).__name__}")
    return cast(Mapping[str, Any], content or {})


def _stack_file(project: Project, stack: str) -> Path:
    file = project.stack_folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        names = sorted(other.name.split(".", 1)[1].removesuffix(".yaml") for other in file.parent.glob("Pulumi.*.yaml"))
        raise ProjectError(f"no stack {stack!r} in {project.stack_folder}: its stacks are {', '.join(names) or 'none'}")
    return file


def _full_key(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _override(project: str, text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not key or not separator:
        # The text itself may be a secret: it is not repeated.
        raise ProjectError("--config takes KEY=VALUE, for example --config openai-api-key=...")
    return _full_key(project, key), value


def _is_encrypted(value: Any) -> bool:
    match value:
        case {"secure": str()} if len(cast(Mapping[str, Any], value)) == 1:
            return True
        case Mapping():
            return any(map(_is_encrypted, cast(Mapping[str, Any], value).values()))
        case list():
            return any(map(_is_encrypted, cast(list[Any], value)))
        case _:
            return False


def _refuse_encrypted(stack: str, project: str, keys: Sequence[str]) -> None:
    if not keys:
        return
    options = " ".join(f"--config {key.removeprefix(f'{project}:')}=..." for key in keys)
    raise ProjectError(
        f"stack {stack!r}: {', '.join(keys)} is encrypted, which only Pulumi's engine can read; "
        f"give a value for this render: {options}"
    )


def _refuse_missing(stack: str, keys: Sequence[str]) -> None:
    if keys:
        values = "values" if len(keys) > 1 else "value"
        raise ProjectError(f"stack {stack!r} is missing configuration {values} {', '.join(map(repr, sorted(keys)))}")


def _check(stack: str, key: str, value: Any, entry: Mapping[str, Any]) -> None:
    if "type" in entry and not _is_of_type(value, entry["type"], entry.get("items") or {}):
        raise ProjectError(f"stack {stack!r}: configuration key {key!r} must be of type {entry['type']!r}")


def _is_of_type(value: Any, type_: str, items: Mapping[str, Any]) -> bool:
    """Whether Pulumi takes ``value`` for ``type_``. Text stands for what it spells: so it comes from a command line."""
    if isinstance(value, str) and type_ != "string":
        try:
            value = json.loads(value)
        except ValueError:
            return False
    if not isinstance(value, _TYPES.get(type_, ())) or (type_ == "integer" and isinstance(value, bool)):
        return False
    inner: Mapping[str, Any] = items.get("items") or {}
    return type_ != "array" or all(_is_of_type(item, items.get("type", ""), inner) for item in cast(list[Any], value))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
