"""Pages of the reference about LibreChat's own words: keys of librechat.yaml and variables, with what sets them."""

from collections.abc import Iterator, Mapping, Sequence

from homelab.explain import Description, Node
from homelab.explain.librechat_yaml import librechat_yaml
from homelab.explain.variables import GROUPS, PROGRAMS, names_of, variable_of
from homelab.librechat_config.variables import Reader
from tools.site.markdown import from_docstring, table


def pages() -> Mapping[str, str]:
    """Pages by path."""
    return {"reference/variables.md": _variables(), "reference/librechat-yaml.md": _keys()}


def _variables() -> str:
    parts = [f"## Variables of {PROGRAMS[reader]}\n{_variables_of(reader)}\n" for reader in GROUPS]
    return (
        "# Variables\n"
        "Variables that LibreChat and the RAG API read, and where they are set in a workspace. What the library sets\n"
        "itself names the argument to use. `homelab explain NAME` has more of each.\n\n" + "".join(parts)
    )


def _variables_of(reader: Reader) -> str:
    header = ["Variable", "Goes into", "Also set by", "Part of", "About"]
    return table(header, (_row(name, reader) for name in names_of(reader)))


def _row(name: str, reader: Reader) -> Sequence[str]:
    variable = variable_of(reader, name)
    known = variable.describe()
    # What the library sets has no argument before its name.
    place = "" if known.path == name else f"`{variable.argument}`"
    return (f"`{name}`", place, _names(known), known.part_of or "", from_docstring(variable.about))


def _keys() -> str:
    sections = (f"## {name}\n{_table(name, node)}\n" for name, node in librechat_yaml().children.items())
    return (
        "# Keys of librechat.yaml\n"
        "They go into `librechat.config`, and are checked by LibreChat's own schema. `*` is a name of your own;\n"
        "lists have no index. `homelab explain librechat.yaml` has more of each.\n\n" + "".join(sections)
    )


def _table(name: str, node: Node) -> str:
    rows = [
        (
            f"`{path}`",
            known.type,
            f"`{known.default}`" if known.default else "",
            _names(known),
            known.part_of or "",
            from_docstring(known.meaning),
        )
        for path, below in _below(name, node)
        for known in [below.describe()]
    ]
    return table(["Key", "Type", "Default", "Also set by", "Part of", "About"], rows)


def _below(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    yield path, node
    for name, child in node.children.items():
        yield from _below(f"{path}.{name}", child)


def _names(known: Description) -> str:
    return ", ".join(f"`{name}`" for name in known.librechat)
