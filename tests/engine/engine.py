"""Pulumi's real engine, through the Automation API: projects, stacks and a backend of the tests' own."""

import importlib.metadata
import secrets
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi.automation import LocalWorkspaceOptions, PulumiCommand, Stack, create_or_select_stack

from tests.cluster.control_plane import Cluster
from tools.secrets import set_secret

ROOT = Path(__file__).parents[2]
NAME = "ai-workspace"
"""Name of the workspace of the repository's own program."""
_SECOND_PROGRAM = """\
import json
from pathlib import Path

import pulumi
from homelab import AIWorkspace

for name, args in json.loads(Path("workspaces.json").read_text()).items():
    workspace = AIWorkspace(name, args)
    pulumi.export(f"{name}-url", workspace.url)
"""


def is_installed() -> bool:
    """Whether there is a ``pulumi`` on PATH."""
    return shutil.which("pulumi") is not None


def how_to_get_pulumi() -> str:
    """What to install, in the versions that the project uses."""
    wanted = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["requiredPulumiVersion"]
    plugins = [f"resource {name} {importlib.metadata.version(f'pulumi-{name}')}" for name in ("kubernetes", "random")]
    return (
        f"make test-engine needs `pulumi` {wanted} on PATH (https://www.pulumi.com/docs/install/); without network "
        "its plugins too: " + ", ".join(f"`pulumi plugin install {plugin}`" for plugin in plugins)
    )


@dataclass(frozen=True)
class Engine:
    """Pulumi with a file backend in a folder, for one cluster."""

    cluster: Cluster
    folder: Path
    passphrase: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def backend(self) -> Path:
        """Where states are."""
        return self.folder / "backend"

    def stack(
        self,
        project: Path,
        name: str = "dev",
        *,
        kubeconfig: Path | None = None,
        python_path: Path | None = ROOT,
    ) -> Stack:
        """A stack of a project, made unless it is there.

        :param kubeconfig: Another one than the cluster's.
        :param python_path: Where a Python program finds the library.
        """
        self.backend.mkdir(exist_ok=True)
        variables = {
            "PULUMI_BACKEND_URL": self.backend.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": self.passphrase,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "KUBECONFIG": str(kubeconfig or self.cluster.kubeconfig),
            "PYTHONPATH": str(python_path or ""),
        }
        options = LocalWorkspaceOptions(pulumi_command=PulumiCommand(), env_vars=variables)
        return create_or_select_stack(name, work_dir=str(project), opts=options)

    def repository(self, name: str) -> Path:
        """A project that is this repository, with config files of its own."""
        project = self.folder / name
        project.mkdir()
        for file in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(ROOT / file, project)
        for folder in ("stacks", "homelab"):
            (project / folder).symlink_to(ROOT / folder)
        (project / ".venv").symlink_to(sys.prefix)
        return project

    def second_project(self, name: str) -> Path:
        """Somebody else's project that imports the library; see `_SECOND_PROGRAM`."""
        project = self.folder / name
        project.mkdir()
        runtime = {"name": "python", "options": {"virtualenv": ".venv"}}
        (project / "Pulumi.yaml").write_text(yaml.safe_dump({"name": name, "runtime": runtime}))
        (project / "__main__.py").write_text(_SECOND_PROGRAM)
        (project / ".venv").symlink_to(sys.prefix)
        return project


def small_workspace(namespace: str, **more: Any) -> dict[str, Any]:
    """Arguments of a workspace without anything that the tests' cluster has not got."""
    librechat = {"domain": "chat.example.com", "ingress": {"enabled": False}}
    return {"namespace": namespace, "librechat": librechat, "openai": {"user_provided": True}, **more}


def configure(
    project: Path,
    workspace: Mapping[str, Any],
    *,
    stack: Stack | None = None,
    secrets: Mapping[str, str] | None = None,
) -> None:
    """Set the repository's config: the workspace's arguments, and secrets by their paths below it, encrypted."""
    file = project / "Pulumi.dev.yaml"
    settings: dict[str, Any] = yaml.safe_load(file.read_text()) if file.exists() else {}
    settings.setdefault("config", {})["homelab:workspace"] = dict(workspace)
    file.write_text(yaml.safe_dump(settings, sort_keys=False))
    for path, value in (secrets or {}).items():
        assert stack is not None
        set_secret(stack, f"workspace.{path}", value)
