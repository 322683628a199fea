"""What a shell completes: names of stacks, and paths that can be explained."""

from pathlib import Path

import typer


def complete_stack(context: typer.Context, incomplete: str) -> list[str]:
    """Names of the stacks in the folder of the project."""
    folder = context.params.get("folder") or Path()
    names = (file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in folder.glob("Pulumi.*.yaml"))
    return sorted(name for name in names if name.startswith(incomplete))


def complete_path(incomplete: str) -> list[str]:
    """Paths that go on from what is typed, by one name."""
    from homelab.explain.complete import completions

    return completions(incomplete)
