"""Writes ``templates/``: projects for ``pulumi new``, the same that ``homelab init`` writes."""

from pathlib import Path

from homelab.init.answers import Answers, workspace_args
from homelab.init.command import DESCRIPTION
from homelab.init.files import project_files

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
    # Pulumi replaces these two in all files.
    files = project_files("${PROJECT}", "${DESCRIPTION}", "dev", workspace_args(Answers()))
    files["Pulumi.yaml"] += _QUICKSTART.format(description=DESCRIPTION)
    return {f"workspace-python/{path}": text for path, text in files.items()}


if __name__ == "__main__":
    for path, text in templates().items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")
