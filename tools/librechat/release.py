"""Moves homelab to a release of LibreChat, or of the RAG API."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homelab.librechat_config.variables import announced
from tools.errors import EngineError
from tools.librechat import packages, python_types, schema, upstream
from tools.librechat.changes import decisions, read_state, report
from tools.librechat.files import Files
from tools.librechat.packages import PROVIDER
from tools.librechat.upstream import AGENTS, SCHEMAS, Tree
from tools.librechat.variables import Source, table, text


def move_to(
    version: str,
    files: Files,
    *,
    source: Path | None = None,
    given: Mapping[str, str] | None = None,
    is_near: bool = False,
) -> str:
    """Generate everything for a release of LibreChat, and set its version wherever it stands.

    :param source: A checkout of LibreChat; by default it is cloned.
    :param given: Versions of LibreChat's npm packages, where they are not the checkout's.
    :param is_near: The checkout is of another version, as near as can be had.
    :returns: What changed, and what has to be decided.
    :raises EngineError: The source code cannot be had, or is of another version.
    :raises PackageError: An npm package cannot be had.
    """
    before = read_state(files)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = upstream.read_tree(source or upstream.clone(upstream.LIBRECHAT, version, folder))
        if tree.version != version and not is_near:
            raise EngineError(f"{tree.folder} is {tree.version}, not {version}: check out the tag, or give NEAR=1")
        belonging = {**_packages(tree, version, before.variables["source"]), **(given or {})}
        variables = _variables(tree, version, belonging, folder)
        packages.pin_provider(belonging[PROVIDER])
        write_generated(files, folder)
    files.librechat_variables.write_text(variables, encoding="utf-8")
    files.set_release(version)
    after = read_state(files)
    files.set_config_version(before.facts["configVersion"], after.facts["configVersion"])
    to_decide = decisions(before, after, announced.ADDED)
    lines = ["To decide:", *(f"  {line}" for line in to_decide)] if to_decide else ["Nothing to decide."]
    return f"{report(before, after)}\n" + "\n".join(lines)


def write_generated(files: Files, folder: Path) -> None:
    """Write schema and types as the pinned package gives them.

    :param folder: Where packages are installed.
    """
    files.schema.write_text(schema.generated(packages.install(folder)), encoding="utf-8")
    files.types.write_text(python_types.generated(files.read(files.schema)), encoding="utf-8")


def move_rag_api_to(version: str, files: Files, *, source: Path | None = None) -> str:
    """Write the table of the variables that a release of the RAG API reads.

    :param source: A checkout of that release; by default it is cloned.
    :returns: What changed.
    :raises EngineError: The source code cannot be had.
    """
    before = set(files.read(files.rag_api_variables)["read"])
    with tempfile.TemporaryDirectory() as name:
        folder = source or upstream.clone(upstream.RAG_API, version, Path(name))
        found = table([folder])
        made_from = Source(version, version, upstream.last_change(folder), {})
        files.rag_api_variables.write_text(text(made_from, found), encoding="utf-8")
    new = (f"+ {each}" for each in found.read if each not in before)
    gone = (f"- {each}" for each in sorted(before - {*found.read}))
    return "\n".join([*new, *gone]) or "Nothing has changed."


def _packages(tree: Tree, version: str, recorded: Mapping[str, Any]) -> Mapping[str, str]:
    """The packages that belong to a release: those of its checkout, or those found for it before."""
    found_before = recorded["packages"] if tree.version != version and recorded["release"] == version else {}
    return {**tree.packages, **found_before}


def _variables(tree: Tree, version: str, belonging: Mapping[str, str], folder: Path) -> str:
    """The table of LibreChat's variables, as it stands in its file."""
    # The checkout holds the source code of the other two, at its own versions.
    beside = [AGENTS, *(name for name in (SCHEMAS, PROVIDER) if belonging[name] != tree.packages[name])]
    read = [tree.folder, *(packages.unpack(name, belonging[name], folder) for name in beside)]
    named = {name: belonging[name] for name in sorted({*beside, PROVIDER})}
    return text(Source(version, tree.version, tree.date, named), table(read))
