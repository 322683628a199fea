"""``homelab explain``."""

from dataclasses import asdict
from typing import Annotated

import typer

from homelab.cli.completion import complete_path
from homelab.cli.errors import reported


def explain(
    path: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]",
            help="librechat.ingress.tls; librechat.yaml endpoints.agents; ALLOW_REGISTRATION; Valkey.storage; words.",
            autocompletion=complete_path,
        ),
    ] = None,
    recursive: Annotated[bool, typer.Option("--recursive", help="Show the names and types of all below it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Explain an argument, a key of librechat.yaml or a variable: type, default, meaning, example, LibreChat's name.

    Without a path: the arguments of a workspace. Paths begin as in a stack's file below workspace, or with the
    name of another component. Lists need no index; * is a name of your own choice. The end of a path is enough where
    there is one such argument. Words that are no path are searched for in names, meanings and features.
    """
    from homelab.cli.output import console, print_json
    from homelab.explain import UnknownPathError, component_names, look_up
    from homelab.explain.text import show, show_elsewhere, show_found, show_tree
    from homelab.explain.tree import as_data

    asked = " ".join(path or ())
    with reported(UnknownPathError, ImportError):
        found = look_up(asked)
    if found.node is not None and as_json:
        print_json(as_data(found.node, recursive=recursive))
        return
    if as_json:
        print_json({"matches": [asdict(match) for match in found.others]})
        return
    if found.node is not None and recursive:
        show_tree(found.node, console())
        return
    if found.node is not None:
        show(found.node.describe(), console())
    if found.others:
        show_found(found, asked, console())
    if not path:
        show_elsewhere([*component_names()], console())
