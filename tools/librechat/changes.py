"""What a new release of LibreChat changes for homelab, and what somebody has to decide on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.detection.names import unclassified_secrets
from homelab.librechat_config.history import KEYS, VARIABLES
from homelab.librechat_config.schema.expectations import expected, limit
from homelab.librechat_config.schema.refinements import unported
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import unclassified_addresses
from tools.librechat.files import Files


@dataclass(frozen=True)
class State:
    """What is generated from one release."""

    schema: Mapping[str, Any]
    variables: Mapping[str, Any]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the package says beside the schema."""
        return self.schema["x-librechat"]


def read_state(files: Files) -> State:
    """What the files of a checkout hold."""
    return State(files.read(files.schema), files.read(files.librechat_variables))


def report(before: State, after: State) -> str:
    """What came, went and changed, section by section; sections without a change are left out."""
    sections = {
        "Versions": _versions(before, after),
        "Keys": list(_difference(dict(_keys(before.schema, "")), dict(_keys(after.schema, "")))),
        "Facts": list(_difference(_flat_facts(before), _flat_facts(after))),
        "Refinements": list(_difference(before.facts["effects"], after.facts["effects"])),
        "Variables": list(_difference(*(dict.fromkeys(state.variables["read"]) for state in (before, after)))),
    }
    return "\n".join(_section(title, lines) for title, lines in sections.items() if lines) or "Nothing has changed.\n"


def decisions(before: State, after: State, announced: Sequence[str] = ()) -> list[str]:
    """What somebody has to do by hand, one line each.

    :param announced: Variables that are added to the table by hand.
    """
    names = after.variables["read"]
    source = after.variables["source"]
    gone_keys = _topmost(dict(_keys(before.schema, "")).keys() - dict(_keys(after.schema, "")).keys())
    gone_variables = sorted(set(before.variables["read"]) - {*names, *announced, *VARIABLES})
    return [
        *(f"variables/addresses.json: is {name} called?" for name in unclassified_addresses(names, Reader.LIBRECHAT)),
        *(f"detection/names.json: is {name} a secret?" for name in unclassified_secrets(names)),
        *(f"schema/refinements: check what zod refines at {path}" for path in unported(after.facts["effects"])),
        *(f"history.json: say what became of the key {path}" for path in gone_keys if path not in KEYS),
        *(f"history.json: say what became of the variable {name}" for name in gone_variables),
        *(f"history.json: LibreChat has the key {path} again" for path in _again(before, after)),
        *(f"documentation.py: is there a page about {key}?" for key in _new_sections(before, after)),
        *_announced(source, names, announced),
    ]


def _announced(source: Mapping[str, Any], names: Iterable[str], announced: Sequence[str]) -> Iterator[str]:
    if source["tree"] == source["release"] and announced:
        yield "variables/announced.json: empty it, as the table is of the release itself"
    elif superfluous := sorted(set(announced) & set(names)):
        yield f"variables/announced.json: the table has {', '.join(superfluous)}"
    elif source["tree"] != source["release"]:
        yield (
            f"variables/announced.json: the table is of {source['tree']}: add what {source['release']} reads beyond it"
        )


def _versions(before: State, after: State) -> list[str]:
    pairs = [
        ("config", before.facts["configVersion"], after.facts["configVersion"]),
        (after.facts["package"], before.facts["version"], after.facts["version"]),
        ("release", before.variables["source"]["release"], after.variables["source"]["release"]),
        ("tree", _tree(before), _tree(after)),
    ]
    return [f"~ {name}: {old} -> {new}" for name, old, new in pairs if old != new]


def _tree(state: State) -> str:
    source = state.variables["source"]
    return ", ".join([f"{source['tree']} of {source['date']}", *map(" ".join, source["packages"].items())])


def _keys(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Every key by its path, with what it takes; ``*`` stands for any key or index."""
    for key, value in schema.get("properties", {}).items():
        inner = f"{path}.{key}" if path else key
        yield inner, _takes(value)
        yield from _keys(value, inner)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), Mapping):
            yield from _keys(schema[keyword], f"{path}.*")
    for member in schema.get("anyOf", ()):
        yield from _keys(member, path)


def _takes(schema: Mapping[str, Any]) -> str:
    # The keys of a map are listed themselves.
    kind = "a map" if schema.get("properties") else expected(schema)
    bounds = [text for keyword, value in schema.items() if (text := limit(keyword, value))]
    default = [f"default {schema['default']!r}"] if "default" in schema and not schema.get("properties") else []
    return ", ".join([kind, *bounds, *default])


def _flat_facts(state: State) -> Mapping[str, str]:
    flat: dict[str, str] = {}
    for name, value in state.facts.items():
        if name == "parameters":
            flat.update({f"parameters of {each}": ", ".join(keys) for each, keys in value.items()})
        elif name not in ("effects", "configVersion", "version", "package"):
            flat[name] = str(value)
    return flat


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in _topmost(after.keys() - before.keys()):
        yield f"+ {name}{f': {after[name]}' if after[name] else ''}"
    for name in _topmost(before.keys() - after.keys()):
        yield f"- {name}"
    for name in sorted(before.keys() & after.keys()):
        if before[name] != after[name]:
            yield f"~ {name}: {before[name]} -> {after[name]}"


def _topmost(paths: Iterable[str]) -> list[str]:
    """Paths without those below another one of them."""
    known = set(paths)
    return sorted(path for path in known if not any(path.startswith(f"{other}.") for other in known))


def _again(before: State, after: State) -> list[str]:
    new = dict(_keys(after.schema, "")).keys() - dict(_keys(before.schema, "")).keys()
    return sorted(new & KEYS.keys())


def _new_sections(before: State, after: State) -> list[str]:
    return sorted(after.schema["properties"].keys() - before.schema["properties"].keys())


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{title}:", *(f"  {line}" for line in lines), ""])
