"""Writes ``templates/``: projects for ``pulumi new``, the same that ``homelab init`` writes."""

from pathlib import Path

from homelab.init.answers import Answers, workspace_args
from homelab.init.command import DESCRIPTION
from homelab.init.files import project_files, stack_file
from homelab.stack.keys import KEY

FOLDER = Path(__file__).parent.parent / "templates"
_QUICKSTART = """\
template:
  description: {description}, as `homelab init` writes it
  important: true
  quickstart: |
    homelab schema    # for the editor: completion of every argument in Pulumi.dev.yaml
    homelab render    # the manifests, checked, without a cluster
    pulumi up
"""


def templates() -> dict[str, str]:
    """Contents by path below ``templates``."""
    args = workspace_args(Answers())
    # Pulumi replaces these two in all files, in YAML by a text with a line break at its end.
    files = project_files("${PROJECT}", "${DESCRIPTION}", "dev", args)
    files["Pulumi.dev.yaml"] = stack_file(KEY, args)
    files["Pulumi.yaml"] += _QUICKSTART.format(description=DESCRIPTION)
    return {f"workspace-python/{path}": text for path, text in files.items()}


if __name__ == "__main__":
    for path, text in templates().items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")
