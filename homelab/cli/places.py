"""Options that several commands have: which workspace they are about, and how a stack is rendered."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from homelab.cli.completion import complete_stack

Stack: TypeAlias = Annotated[
    str | None,
    typer.Option("--stack", help="Stack of the workspace: NAME of Pulumi.NAME.yaml.", autocompletion=complete_stack),
]
RenderedStack: TypeAlias = Annotated[
    str, typer.Option("--stack", help="Stack: NAME of Pulumi.NAME.yaml.", autocompletion=complete_stack)
]
Folder: TypeAlias = Annotated[Path, typer.Option("--cwd", help="Folder of Pulumi.yaml.")]
Config: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--config",
        metavar="KEY=VALUE",
        help="Override a value of the stack. KEY may be a path: workspace.namespace.",
    ),
]
Prices: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--prices",
        metavar="FILE",
        help="Estimate what the footprint costs a month, by prices as in docs/sizing.md.",
    ),
]
Namespace: TypeAlias = Annotated[str | None, typer.Option("--namespace", help="Namespace of the workspace.")]
Context: TypeAlias = Annotated[
    str | None, typer.Option("--context", help="Context of the kubeconfig. Default: the current one.")
]
Workspace: TypeAlias = Annotated[
    str | None, typer.Option("--workspace", help="Name of the workspace. Default: the only one of the namespace.")
]
