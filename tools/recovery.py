"""What a stack's state does not tell: what a destruction has kept, and what an interrupted operation has created."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from pulumi.automation import Stack, UpdateSummary

from homelab.offline.objects import object_id

KEPT = "volumes and passwords stay"
"""Message of a destruction that leaves something, for the next ``up`` of the stack: the state is empty then."""


def retains_anything(deployment: Mapping[str, Any]) -> bool:
    """Whether a stack's state holds resources that outlive it."""
    return any(resource.get("retainOnDelete", False) for resource in deployment.get("resources", []))


def destroyed_but_kept(history: Sequence[UpdateSummary]) -> bool:
    """Whether the last thing that succeeded was a destruction that has left something; ``history``: newest first."""
    last = next((update for update in history if update.result == "succeeded"), None)
    return last is not None and last.kind == "destroy" and last.message == KEPT


def adopting(stack: Stack, settings: Path, folder: Path) -> str:
    """A copy of the config file ``settings`` in ``folder``, with ``workspace.adopt`` switched on in it for one run."""
    folder.mkdir(exist_ok=True)
    copy = folder / f"adopting-{settings.name}"
    copy.write_text(settings.read_text())
    run_pulumi(stack, "config", "set", "--path", "workspace.adopt", "true", "--config-file", str(copy))
    return str(copy)


def settle_interrupted_creates(stack: Stack) -> None:
    """Let the state know of objects whose creation had begun when an operation was killed, as far as they exist.

    Their names are settled before they are created, so they can be looked for; Pulumi does not do so by itself, and
    would create them a second time.
    """
    state = exported_state(stack)
    if not state["deployment"].get("pending_operations"):
        return
    typer.echo("An earlier operation was interrupted. Looking for what it has created.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.json"
        file.write_text(json.dumps({**state, "deployment": with_interrupted_creates(state["deployment"])}))
        run_pulumi(stack, "stack", "import", "--file", str(file))
    # What is not in the cluster is taken out of the state again.
    stack.refresh()


def with_interrupted_creates(deployment: Mapping[str, Any]) -> dict[str, Any]:
    """A state in which every Kubernetes object whose creation had begun is said to exist, and nothing is pending."""
    operations = deployment["pending_operations"]
    begun = [operation["resource"] for operation in operations if operation["type"] == "creating"]
    objects = [resource for resource in begun if resource["type"].startswith("kubernetes:")]
    # What they depend on has been created before, so they can go last.
    resources = [
        *deployment["resources"],
        *({**each, "id": object_id(each["inputs"]), "outputs": each["inputs"]} for each in objects),
    ]
    return {**deployment, "resources": resources, "pending_operations": []}


def exported_state(stack: Stack) -> dict[str, Any]:
    """A stack's state; the secrets in it stay encrypted."""
    return json.loads(run_pulumi(stack, "stack", "export"))


def run_pulumi(stack: Stack, *arguments: str) -> str:
    """What a command of the CLI prints, for what the SDK has no function for."""
    workspace = stack.workspace
    command = [*arguments, "--stack", stack.name]
    return workspace.pulumi_command.run(command, workspace.work_dir, workspace.env_vars).stdout
