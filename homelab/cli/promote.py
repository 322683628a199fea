"""``homelab promote`` and ``homelab rollback``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from homelab.cli.completion import complete_stack
from homelab.cli.errors import reported
from homelab.cli.places import Folder

if TYPE_CHECKING:
    from homelab.promotion.command import Ended

Stack = Annotated[
    str, typer.Option(help="Stack with a canary: NAME of Pulumi.NAME.yaml.", autocompletion=complete_stack)
]
Apply = Annotated[bool, typer.Option("--apply", help="Run `pulumi up` afterwards.")]
Yes = Annotated[bool, typer.Option("--yes", help="With --apply: do not ask again before the update.")]


def promote(stack: Stack, folder: Folder = Path(), *, apply: Apply = False, yes: Yes = False) -> None:
    """Make the canary's image LibreChat's, and end the canary.

    Changes the stack's file, and nothing else in it; the cluster changes with the `pulumi up` that follows. There is no
    way back from a version whose data an older one does not understand: make a backup first.
    """
    from homelab.promotion.command import PromotionError, promoted

    with reported(PromotionError):
        ended = promoted(folder, stack)
        _finish(ended, f"LibreChat's image is {ended.image}, and there is no canary", folder, stack, apply, yes)


def rollback(stack: Stack, folder: Folder = Path(), *, apply: Apply = False, yes: Yes = False) -> None:
    """End the canary; everybody gets LibreChat's own image.

    Changes the stack's file, and nothing else in it; the cluster changes with the `pulumi up` that follows. What people
    wrote with the canary, and what it changed in the database, stays.
    """
    from homelab.promotion.command import PromotionError, rolled_back

    with reported(PromotionError):
        ended = rolled_back(folder, stack)
        _finish(ended, f"the canary {ended.image} is gone; what it wrote stays", folder, stack, apply, yes)


def _finish(ended: "Ended", outcome: str, folder: Path, stack: str, runs: bool, yes: bool) -> None:
    from homelab.promotion.command import apply, up_command

    ended.write()
    for line in ended.difference():
        typer.echo(line)
    typer.echo(f"{ended.file}: {outcome}")
    command = up_command(folder, stack, yes=yes)
    if runs:
        apply(command)
    else:
        typer.echo(f"next: {' '.join(command)}")
