"""What ``homelab render`` does, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
from rich.console import Console

from homelab.offline.checks import check
from homelab.offline.display import show, show_next_steps
from homelab.offline.folder import FolderError, OutputFolder
from homelab.offline.generated import GeneratedValues
from homelab.offline.manifests import SECRETS_FILE, read_generated, render
from homelab.offline.program import program_traceback, record_program
from homelab.offline.project import Project, ProjectError, StackConfig, load_project, load_stack_config
from homelab.offline.recorder import Recording
from homelab.offline.report import report_data, summarize
from homelab.offline.schemas import Schemas


class RenderError(Exception):
    """Why there is no render: lines for the user, without secrets of this command's making."""

    def __init__(self, *lines: str, traceback: str = "") -> None:
        super().__init__(*lines)
        self.lines = lines
        self.traceback = traceback
        """Where the user's program failed, for an error that is not one of its own messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What to render, and how."""

    folder: Path
    """The folder of Pulumi.yaml."""
    stack: str
    out: Path | None = None
    """Default: ``rendered/<stack>`` in the project's folder."""
    config: Sequence[str] = ()
    """``KEY=VALUE``, in place of the stack's values."""
    kubernetes_version: str | None = None
    """Default: the newest one that there are schemas for."""
    with_secrets: bool = True
    preview: bool = False
    """Leave out the run with known values, and write nothing."""


def render_stack(options: RenderOptions, console: Console) -> None:
    """Run a stack's program, check what it declares, write that and show it.

    :raises RenderError: The program fails or what it declares is wrong; nothing is written then.
    """
    try:
        project = load_project(options.folder)
        config = load_stack_config(project, options.stack, options.config)
        schemas = Schemas(options.kubernetes_version)
        folder = OutputFolder(options.out or options.folder / "rendered" / options.stack)
        generated = _generated_values(folder)
        # The first run shows what only works with values that nobody knows before `pulumi up`.
        recording = _record(project, options.stack, config, None)
        if not options.preview:
            recording = _record(project, options.stack, config, generated)
        checked = check(recording, schemas)
        if checked.violations:
            raise RenderError(*map(str, checked.violations))
        report = summarize(recording, checked)
        if not options.preview:
            rendered = render(recording.objects, generated, with_secrets=options.with_secrets)
            data = report_data(report, project=project.name, stack=options.stack, files=rendered.file_of)
            folder.write(rendered.files, rendered.secrets if options.with_secrets else None, data)
    except (ProjectError, FolderError, ValueError) as error:
        raise RenderError(str(error)) from error
    show(report, console, title=f"{project.name}, stack {options.stack}{' (preview)' if options.preview else ''}")
    if not options.preview:
        show_next_steps(console, folder.path, with_secrets=options.with_secrets)


def _generated_values(folder: OutputFolder) -> GeneratedValues:
    secrets = folder.read_secrets()
    if secrets is None:
        return GeneratedValues()
    try:
        return read_generated(secrets)
    except ValueError as error:
        raise RenderError(f"{folder.path / SECRETS_FILE}: {error}: move it away to start with new passwords") from error


def _record(project: Project, stack: str, config: StackConfig, generated: GeneratedValues | None) -> Recording:
    try:
        return record_program(project, stack, config, preview=generated is None, generated=generated)
    except pulumi.RunError as error:
        raise RenderError(str(error)) from error
    except Exception as error:
        run = "as in a preview, where what providers choose is unknown" if generated is None else "as in an update"
        raise RenderError(
            f"the program failed with an unhandled exception, run {run}", traceback=program_traceback(error, project)
        ) from error
