"""The diagrams: of each stack of the project and of its examples, and of the dev stack with each preset."""

from pathlib import Path

from homelab.diagram.graph import Graph
from homelab.diagram.workspace import program_graph
from homelab.modules.preset_override import overriding_preset
from homelab.modules.presets import Preset
from homelab.offline import Recording
from tools.network import ROOT, render, stacks
from tools.stack_files import stack_name

DEV = ROOT / "Pulumi.dev.yaml"


def stack_names() -> dict[str, str]:
    """Name of the picture of each stack, by the stack's title."""
    return {title: _stack_name(file, title) for title, file in stacks().items()}


def _stack_name(file: Path, title: str) -> str:
    if file.parent == ROOT:
        return title.lower().replace(" ", "-")
    is_only = len([*file.parent.glob("Pulumi.*.yaml")]) == 1
    return f"example-{file.parent.name}" if is_only else f"example-{file.parent.name}-{stack_name(file)}"


def preset_names() -> dict[Preset, str]:
    """Name of the picture of each preset."""
    return {preset: f"preset-{preset}" for preset in Preset}


def with_preset(preset: Preset) -> Recording:
    """What the dev stack declares with a preset."""
    with overriding_preset(preset):
        return render(DEV)


def graphs() -> dict[str, Graph]:
    """Every diagram, by its name."""
    names = stack_names()
    return {
        **{names[title]: program_graph(render(file)) for title, file in stacks().items()},
        **{name: program_graph(with_preset(preset)) for preset, name in preset_names().items()},
    }
