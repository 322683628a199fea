"""Writes ``docs/network.md``: who may reach whom in each stack and some examples, worked out from what they render."""

from pathlib import Path

from homelab.offline import Recording
from homelab.offline.network import outside_matrix, service_matrix, to_markdown
from homelab.offline.program import record_program
from homelab.offline.project import load_project
from homelab.offline.resources import WORKSPACE
from homelab.offline.stack_config import load_stack_config
from tools.stack_files import placeholder_secrets, stack_name

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docs" / "network.md"

EXAMPLES = ("bedrock", "corporate-network", "local-models", "openai", "production", "speech", "web-search")
"""Those that the document shows: they differ in whom they reach."""

INTRODUCTION = Path(__file__).with_suffix(".md").read_text()


def stacks() -> dict[str, Path]:
    """The stack files of the project and its examples, each by a title."""
    own = {f"Stack {stack_name(file)}": file for file in sorted(ROOT.glob("Pulumi.*.yaml"))}
    examples = sorted((ROOT / "examples").glob("*/Pulumi.*.yaml"))
    return own | {f"Example {file.parent.name}, stack {stack_name(file)}": file for file in examples}


def shown_stacks() -> dict[str, Path]:
    """Those that the document shows."""
    return {title: file for title, file in stacks().items() if file.parent == ROOT or file.parent.name in EXAMPLES}


def render(stack_file: Path) -> Recording:
    """What the stack's program declares, with made-up values for the secrets that its file tells to set."""
    project, stack = load_project(stack_file.parent), stack_name(stack_file)
    config = load_stack_config(
        project, stack, [f"{key}={value}" for key, value in placeholder_secrets(stack_file).items()]
    )
    return record_program(project, stack, config, preview=False)


def text() -> str:
    """The document as it should be."""
    return INTRODUCTION + "".join(section(title, render(file)) for title, file in shown_stacks().items())


def section(title: str, recording: Recording) -> str:
    """The part of the document about one stack."""
    inside, outside = service_matrix(recording.objects), outside_matrix(recording.objects)
    workspace = next(each.name for each in recording.resources if each.type == WORKSPACE)
    return (
        f"\n## {title}\n"
        f"Who reaches the workspace's Services:\n\n{to_markdown(inside, without=f'{workspace}-')}"
        f"\nWhat the workspace reaches outside:\n\n{to_markdown(outside, without=f'{workspace}-')}"
    )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
