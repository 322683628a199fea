"""Fields that differ between two versions of an object."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import yaml

from homelab.offline.objects import Manifest, as_stored

MASK = "[secret]"
_ENCRYPTED = ("ENC[",)
"""Beginning of values that SOPS has encrypted: another text each time."""
_YAML = (".yaml", ".yml")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that differs; secrets are masked."""

    path: str
    """Such as ``spec.template.spec.containers[api].image``; items of lists by their names."""
    old: str | None
    """Value before; None if there was none."""
    new: str | None
    """Value after; None if there is none."""


def changed_fields(old: Manifest, new: Manifest) -> list[Field]:
    """Fields that differ, without the object's name."""
    return [*_differences(_comparable(old), _comparable(new), ())]


def differing(old: Any, new: Any) -> list[Field]:
    """Where two values of plain data differ."""
    return [*_differences(old, new, ())]


class _Secret(str):
    """A value that is compared and not shown."""

    __slots__ = ()


def _comparable(manifest: Manifest) -> Manifest:
    """A manifest without its name, with its secrets marked."""
    manifest = as_stored(manifest) if manifest["kind"] == "Secret" else manifest
    metadata = {key: value for key, value in manifest["metadata"].items() if key != "name"}
    if annotations := metadata.get("annotations"):
        metadata["annotations"] = {key: value for key, value in annotations.items() if key != _LAST_APPLIED}
    found: Manifest = {**manifest, "metadata": metadata}
    if manifest["kind"] == "Secret":
        found["data"] = _marked(manifest.get("data"))
    elif manifest["kind"] == "SealedSecret":
        found["spec"] = {**found["spec"], "encryptedData": _marked(found["spec"].get("encryptedData"))}
    return found


def _marked(data: Any) -> dict[str, _Secret]:
    return {key: _Secret(value) for key, value in (data or {}).items()}


def _differences(old: Any, new: Any, path: Path) -> Iterator[Field]:
    if old == new:
        return
    if isinstance(old, Mapping | None) and isinstance(new, Mapping | None) and not (old is None and new is None):
        yield from _in_maps(old or {}, new or {}, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(cast(list[Any], old), cast(list[Any], new), path)
    elif isinstance(old, str) and isinstance(new, str) and "\n" in old + new and not isinstance(new, _Secret):
        yield from _in_texts(old, new, path)
    else:
        yield Field(_text_of(path), _shown(old), _shown(new))


def _in_maps(old: Mapping[str, Any], new: Mapping[str, Any], path: Path) -> Iterator[Field]:
    for key in dict.fromkeys([*old, *new]):
        yield from _differences(old.get(key), new.get(key), (*path, f".{key}" if _is_plain(key) else f'["{key}"]'))


def _in_lists(old: list[Any], new: list[Any], path: Path) -> Iterator[Field]:
    before, after = _by_name(old), _by_name(new)
    if before is None or after is None:
        if not all(isinstance(each, Mapping) for each in (*old, *new)):
            yield Field(_text_of(path), _shown(old), _shown(new))
            return
        if len(old) != len(new):
            yield _items_that_differ(old, new, path)
            return
        before, after = ({str(index): item for index, item in enumerate(items)} for items in (old, new))
    for name in dict.fromkeys([*before, *after]):
        yield from _differences(before.get(name), after.get(name), (*path, f"[{name}]"))
    if before == after:
        yield Field(_text_of(path), f"order {', '.join(before)}", f"order {', '.join(after)}")


def _items_that_differ(old: Sequence[Any], new: Sequence[Any], path: Path) -> Field:
    """Items that come and go, a line each; the numbers of them if each is in both lists."""
    gone, come = ([each for each in some if each not in others] for some, others in ((old, new), (new, old)))
    if not (gone or come):
        return Field(_text_of(path), f"{len(old)} items", f"{len(new)} items")
    before, after = ("\n".join(filter(None, map(_shown, each))) or None for each in (gone, come))
    return Field(f"{_text_of(path)}[]", before, after)


def _by_name(items: Sequence[Any]) -> dict[str, Any] | None:
    """Items of a list by their names; None if they have none, or not one each."""
    names = [item.get("name") if isinstance(item, Mapping) else None for item in items]
    if not all(isinstance(name, str) for name in names) or len({*names}) < len(names):
        return None
    return dict(zip(cast(list[str], names), items, strict=True))


def _in_texts(old: str, new: str, path: Path) -> Iterator[Field]:
    """Keys that differ if the texts are YAML, such as librechat.yaml; otherwise their lines."""
    if path and path[-1].strip('[".]').endswith(_YAML):
        before, after = _document(old), _document(new)
        if isinstance(before, Mapping) and isinstance(after, Mapping) and before != after:
            yield from _differences(before, after, path)
            return
    lines = [*difflib.ndiff(old.splitlines(), new.splitlines())]
    gone, come = ("\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
    yield Field(_text_of(path), gone, come)


def _document(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, _Secret) or (isinstance(value, str) and value.startswith(_ENCRYPTED)):
        return MASK
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_plain(key: str) -> bool:
    return not {*".[]/"} & {*key}


def _text_of(path: Path) -> str:
    return "".join(path).removeprefix(".")
