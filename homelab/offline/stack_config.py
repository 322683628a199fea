"""Config of a stack, read as the Pulumi CLI reads it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from homelab.arguments import UnknownSecret
from homelab.bounds import excess
from homelab.offline.config_values import Path as ValuePath
from homelab.offline.config_values import (
    PathError,
    encrypted_paths,
    is_encrypted,
    map_encrypted,
    parse_path,
    path_text,
    split_assignment,
    value_at,
    with_value,
)
from homelab.offline.decryption import DecryptionError, decrypted_config
from homelab.offline.project import Project, ProjectError, config_section, load_yaml, shown_folder

_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "object": Mapping, "array": list}


@dataclass(frozen=True, slots=True)
class StackConfig:
    """Config of a stack, as its program gets it."""

    values: Mapping[str, str]
    """Values by full key; objects and lists as JSON."""
    secret_keys: frozenset[str] = frozenset()
    """Keys of values that are secret or contain a secret."""
    secret_values: Mapping[str, str] = field(default_factory=dict[str, str])
    """Secret values, each with its origin: ``config homelab:workspace.openai.api_key``."""
    unknown_secrets: Mapping[str, UnknownSecret] = field(default_factory=dict[str, UnknownSecret])
    """Secrets that were not decrypted, by their placeholders."""
    has_placeholders: bool = False
    """Whether a program gets the placeholders themselves. Default: it gets unknown Outputs."""


def load_stack_config(
    project: Project,
    stack: str,
    overrides: Sequence[str] = (),
    *,
    preview: bool = False,
    with_placeholders: bool = False,
) -> StackConfig:
    """Load the config of ``stack``: its values override the project's, and ``overrides`` both.

    :param overrides: ``KEY=VALUE``, or ``PATH=VALUE`` inside an object or list. A value that overrides an encrypted one
        is secret as well.
    :param preview: Encrypted values that cannot be read are unknown. Default: they are an error.
    :param with_placeholders: Nothing is decrypted: an encrypted value is a placeholder, the same for the same text.
    :raises ProjectError: There is no such stack, or a value is missing, of the wrong type, or cannot be read.
    """
    set_values = stack_values(project, stack)
    defaults = {key: entry.get("value", entry.get("default")) for key, entry in project.config.items()}
    values: dict[str, Any] = {key: value for key, value in (defaults | set_values).items() if value is not None}
    encrypted = list(encrypted_paths(values))
    encrypted_keys = {str(path[0]) for path in encrypted}
    overridden_keys: set[str] = set()
    for text in overrides:
        path, value = _override(project, values, text)
        values = _with_override(values, path, value, replaces_secret=path in encrypted)
        overridden_keys.add(str(path[0]))
    declared_secret = {key for key, entry in project.config.items() if entry.get("secret")}
    if plain := sorted(declared_secret & set_values.keys() - encrypted_keys - overridden_keys):
        raise ProjectError(f"stack {stack!r}: configuration key {plain[0]!r} must be encrypted as it is secret")
    if with_placeholders:
        values = _with_placeholders(values)
    else:
        values = _with_secrets(project, stack, values, allow_unknown=preview)
    _check_missing(project, stack, values)
    for key, value in values.items():
        _check_type(stack, key, value, project.config.get(key, {}))
    secrets = {text: path for path in encrypted if isinstance(text := value_at(values, path), str)}
    return StackConfig(
        values={key: _text(value) for key, value in values.items()},
        secret_keys=frozenset(encrypted_keys | declared_secret),
        secret_values={text: f"config {path_text(path)}" for text, path in secrets.items()},
        unknown_secrets={text: text for text in secrets if isinstance(text, UnknownSecret)},
        has_placeholders=with_placeholders,
    )


def stack_values(project: Project, stack: str) -> dict[str, Any]:
    """Values in the stack's file, by full key; what is encrypted is ``secure: ...``.

    :raises ProjectError: There is no such stack, or its file is no mapping.
    """
    file = stack_file(project, stack)
    values: dict[str, Any] = {}
    for key, value in config_section(file, load_yaml(file)).items():
        full_key = project.full_key(key)
        if full_key in values:
            raise ProjectError(f"{file} has the configuration key {full_key!r} twice, once without the project's name")
        values[full_key] = value
    return {key: value for key, value in values.items() if value is not None}


def stack_file(project: Project, stack: str) -> Path:
    """File of a stack.

    :raises ProjectError: There is no such stack.
    """
    file = _stack_path(project, stack)
    if not file.is_file():
        names = sorted(other.name.split(".", 1)[1].removesuffix(".yaml") for other in file.parent.glob("Pulumi.*.yaml"))
        make = f"it has none yet: write an empty {file.name}, or run `pulumi stack init {stack}`"
        hint = f"its stacks are {', '.join(names)}" if names else make
        raise ProjectError(f"no stack {stack!r} in {shown_folder(project.stack_folder)}: {hint}")
    return file


def has_stack(project: Project, stack: str) -> bool:
    """Whether there is such a stack."""
    return _stack_path(project, stack).is_file()


def _stack_path(project: Project, stack: str) -> Path:
    return project.stack_folder / f"Pulumi.{stack}.yaml"


# Overrides


def _override(project: Project, values: Mapping[str, Any], text: str) -> tuple[ValuePath, str]:
    """Path and value of an override. Only keys of objects and lists can have a path below them."""
    assignment = split_assignment(text)
    if assignment is None:
        # The text may be a secret: it is not quoted.
        raise ProjectError("--config takes KEY=VALUE, for example --config 'workspace.openai.api_key=...'")
    name, value = assignment
    key = project.full_key(name)
    if key in values or key in project.config:
        return (key,), value
    try:
        first, *below = parse_path(name)
    except PathError as error:
        raise ProjectError(f"--config: {error}") from error
    root = project.full_key(str(first))
    is_container = isinstance(values.get(root), Mapping | list)
    if is_container or project.config.get(root, {}).get("type") in ("object", "array"):
        return (root, *below), value
    return (key,), value


def _with_override(values: dict[str, Any], path: ValuePath, text: str, *, replaces_secret: bool) -> dict[str, Any]:
    """``values`` with an override; below a key, numbers and booleans are parsed as by the CLI, except secrets."""
    value: object = text
    if len(path) > 1 and not replaces_secret:
        value = _parse_scalar(text)
    try:
        return with_value(values, path, value)
    except PathError as error:
        raise ProjectError(f"--config {path_text(path)}: {error}") from error


def _parse_scalar(text: str) -> str | bool | int:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?[1-9][0-9]{0,17}|0", text) else text


# Secrets


def _with_secrets(project: Project, stack: str, values: dict[str, Any], *, allow_unknown: bool) -> dict[str, Any]:
    """``values`` with encrypted values decrypted; the CLI is only called if there are any."""
    if not any(encrypted_paths(values)):
        return values
    reason = "`pulumi config` does not show it"
    decrypted: Mapping[str, Any] = {}
    try:
        decrypted = decrypted_config(project.folder, stack)
    except DecryptionError as error:
        reason = str(error)
    unreadable: list[ValuePath] = []

    def decrypted_value(path: ValuePath) -> object:
        value = value_at(decrypted, path)
        if value is None or is_encrypted(value):
            unreadable.append(path)
            return UnknownSecret(path_text(path))
        return value

    values = map_encrypted(values, decrypted_value)
    if unreadable and not allow_unknown:
        raise _unreadable_error(project, stack, unreadable, reason)
    return values


def _with_placeholders(values: dict[str, Any]) -> dict[str, Any]:
    """``values`` with a placeholder for each encrypted value, which says whether it is the same, and nothing else."""

    def placeholder(path: ValuePath) -> UnknownSecret:
        return UnknownSecret(json.dumps([path_text(path), value_at(values, path)]))

    return map_encrypted(values, placeholder)


def _unreadable_error(project: Project, stack: str, paths: Sequence[ValuePath], reason: str) -> ProjectError:
    names = [path_text(path) for path in paths]
    options = " ".join(f"--config '{name.removeprefix(f'{project.name}:')}=...'" for name in names)
    are = "is" if len(names) == 1 else "are"
    return ProjectError(
        f"stack {stack!r}: {', '.join(names)} {are} encrypted, and {reason}; set a value for this render: {options}"
    )


# The project's declarations


def _check_missing(project: Project, stack: str, values: Mapping[str, Any]) -> None:
    keys = sorted(project.config.keys() - values.keys())
    if not keys:
        return
    hints = "".join(_of_another_project(project, key, values) for key in keys)
    noun = "values" if len(keys) > 1 else "value"
    raise ProjectError(f"stack {stack!r} is missing configuration {noun} {', '.join(map(repr, keys))}{hints}")


def _of_another_project(project: Project, key: str, values: Mapping[str, Any]) -> str:
    """What to do if a stack has a key that is missing, with another project's name in front, as a copied one has."""
    name = key.partition(":")[2]
    others = values.keys() - project.config.keys()
    # Providers' own keys, such as aws:region, are no objects.
    copied = sorted(each for each in others if each.partition(":")[2] == name and isinstance(values[each], Mapping))
    return f": it has {copied[0]!r}, which is another project's: name it {key!r} or {name!r}" if copied else ""


def _check_type(stack: str, key: str, value: Any, entry: Mapping[str, Any]) -> None:
    if isinstance(value, UnknownSecret):
        return
    type_ = entry.get("type", "string")
    if message := excess(_parsed(value, type_)):
        raise ProjectError(f"stack {stack!r}: configuration key {key!r}: {message}")
    if "type" in entry and not _is_of_type(value, type_, entry.get("items") or {}):
        raise ProjectError(f"stack {stack!r}: configuration key {key!r} must be of type {type_!r}")


def _is_of_type(value: Any, type_: str, items: Mapping[str, Any]) -> bool:
    """Whether Pulumi accepts ``value`` as ``type_``."""
    value = _parsed(value, type_)
    if not isinstance(value, _TYPES.get(type_, ())) or (type_ == "integer" and isinstance(value, bool)):
        return False
    inner: Mapping[str, Any] = items.get("items") or {}
    return type_ != "array" or all(_is_of_type(item, items.get("type", ""), inner) for item in cast(list[Any], value))


def _parsed(value: Any, type_: str) -> Any:
    """Value of a text that is no string, which may come from a command line; None if it has none."""
    if not isinstance(value, str) or type_ == "string":
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
