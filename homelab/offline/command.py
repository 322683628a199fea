"""The ``homelab render`` command."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from rich.console import Console

from homelab.arguments import ArgumentError
from homelab.gitops.flux import place
from homelab.gitops.output import arrange
from homelab.gitops.prepare import prepare
from homelab.gitops.tool import Tool
from homelab.gitops.waves import waves
from homelab.modules.preset_override import overriding_preset
from homelab.modules.presets import Preset
from homelab.offline.checks import check
from homelab.offline.display import show, show_comparison, show_next_steps, show_rotated, show_unknown_secrets
from homelab.offline.folder import FolderError, OutputFolder
from homelab.offline.generated import GeneratedValues, PlaceholderValues
from homelab.offline.leaks import SecretSearch
from homelab.offline.manifests import render, render_secrets
from homelab.offline.objects import Manifest
from homelab.offline.prices import load_prices
from homelab.offline.program import program_traceback, record_program
from homelab.offline.project import Project, ProjectError, load_project
from homelab.offline.recorder import Recording
from homelab.offline.report import Report, summarize
from homelab.offline.report_data import report_data
from homelab.offline.resources import WORKSPACE
from homelab.offline.schemas import Schemas
from homelab.offline.secrets import SecretsOptions, publishable, read_values
from homelab.offline.secrets.sealed import SealingError
from homelab.offline.secrets.sops import SopsError
from homelab.offline.secrets_format import SecretsFormat
from homelab.offline.stack_config import StackConfig, load_stack_config


class RenderError(Exception):
    """Reasons for a failed render, for the user, with the stack's secrets masked; wrong arguments are lines of one."""

    def __init__(self, *lines: str, traceback: str = "") -> None:
        super().__init__(*lines)
        self.lines = lines
        self.traceback = traceback
        """Traceback of the user's program, if it failed with an unhandled exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """Options of a render."""

    folder: Path
    """Directory of Pulumi.yaml."""
    stack: str
    out: Path | None = None
    """Output directory. Default: ``rendered/<stack>`` in the project's directory."""
    config: Sequence[str] = ()
    """Overrides of the stack's values: ``KEY=VALUE`` or ``PATH=VALUE``."""
    kubernetes_version: str | None = None
    """Default: the newest version that has schemas."""
    tool: Tool = Tool.KUBECTL
    """What applies the manifests."""
    secrets: SecretsOptions = field(default_factory=SecretsOptions)
    new_secrets: bool = False
    """Generate values again that an earlier render had and ``secrets.yaml`` does not have. Default: an error."""
    preset: Preset | None = None
    """Preset of every AIWorkspace, instead of its own, with which it is compared. Default: its own."""
    prices: Path | None = None
    """File with prices, by which the footprint is estimated. Default: it is not."""
    deployed: Mapping[str, Manifest] = field(default_factory=dict[str, Manifest])
    """Volume claims that exist, by URN: what one cannot become is an error, as in a preview. Default: none."""
    preview: bool = False
    """Only run the program as in a preview, and write nothing."""


def render_stack(
    options: RenderOptions, console: Console, working: AbstractContextManager[None] | None = None
) -> Mapping[str, Any]:
    """Run a stack's program, check what it declares, write the manifests and show a report.

    :param working: Entered for as long as nothing is shown. Default: nothing is.
    :return: Content of ``report.json``; of a preview, whose objects have no files, too.
    :raises RenderError: The program fails, or a check does; nothing is written then.
    """
    with working or nullcontext():
        rendered = _render(options)
    project, report, folder, generated = rendered.project, rendered.report, rendered.folder, rendered.generated
    show(report, console, title=f"{project.name}, stack {options.stack}{' (preview)' if options.preview else ''}")
    if rendered.before is not None and options.preset is not None:
        show_comparison(rendered.before, report, console, preset=options.preset)
    show_unknown_secrets(console, rendered.unknown_secrets, as_placeholders=rendered.has_placeholders)
    if not options.preview:
        show_rotated(console, sorted(name.rpartition("::")[2] for name in generated.rotated))
        show_next_steps(console, folder.path, secrets=options.secrets.format, tool=options.tool)
    return rendered.data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendered:
    """What a render has done."""

    project: Project
    report: Report
    before: Report | None
    """Report on the stack with its own preset, if it was rendered with another."""
    folder: OutputFolder
    generated: GeneratedValues
    unknown_secrets: Sequence[str]
    """Names of secrets that could not be decrypted."""
    has_placeholders: bool
    """Whether those have placeholders for values."""
    data: Mapping[str, Any]


def _render(options: RenderOptions) -> _Rendered:
    if options.tool.prunes and options.secrets.format is SecretsFormat.PLAIN and not options.preview:
        raise RenderError(
            f"--for {options.tool}: secrets.yaml is plain text, which no repository may have: choose "
            "--secrets sealed, sops or external, or leave Secrets out by --secrets none"
        )
    try:
        project = load_project(options.folder)
        secrets = options.secrets.format
        is_placeholder = secrets is SecretsFormat.PLACEHOLDER
        config = load_stack_config(
            project, options.stack, options.config, preview=options.preview, with_placeholders=is_placeholder
        )
        prices = load_prices(options.prices) if options.prices else None
        schemas = Schemas(options.kubernetes_version)
        folder = OutputFolder(options.out or options.folder / "rendered" / options.stack)
        if problems := options.secrets.violations():
            raise RenderError(*problems)
        generated = read_values(folder, options.secrets)
        before = _with_own_preset(project, options, config) if options.preset else None
        with overriding_preset(options.preset):
            # The first run finds code that depends on values which are unknown before `pulumi up`.
            recording = _record(project, options.stack, config, None, deployed=options.deployed)
            if not options.preview:
                recording = _record(project, options.stack, config, generated, with_secrets=secrets.names_by_content)
        checks = check(recording, schemas)
        if checks.violations:
            raise RenderError(*map(str, checks.violations))
        report = summarize(recording, checks, with_secrets=secrets is not SecretsFormat.NONE, prices=prices)
        data = _write(options, project, report, generated, folder)
    except (ProjectError, FolderError, SealingError, SopsError, ValueError) as error:
        raise RenderError(str(error)) from error
    except OSError as error:
        raise RenderError(": ".join(filter(None, [error.filename, error.strerror or str(error)]))) from error
    return _Rendered(
        project=project,
        report=report,
        before=None if before is None else summarize(before, checks),
        folder=folder,
        generated=generated,
        unknown_secrets=[config.secret_values[text].removeprefix("config ") for text in config.unknown_secrets],
        has_placeholders=config.has_placeholders,
        data=data,
    )


def record_stack(folder: Path, stack: str, config: Sequence[str] = ()) -> Recording:
    """What a stack's program declares, with made-up values for random ones.

    :param folder: Directory of Pulumi.yaml.
    :param config: Overrides of the stack's values: ``KEY=VALUE`` or ``PATH=VALUE``.
    :raises RenderError: The program fails, or a value of the stack cannot be read.
    """
    try:
        project = load_project(folder)
        values = load_stack_config(project, stack, config)
        return _record(project, stack, values, PlaceholderValues(), with_secrets=False)
    except ProjectError as error:
        raise RenderError(str(error)) from error


def _write(
    options: RenderOptions, project: Project, report: Report, generated: GeneratedValues, folder: OutputFolder
) -> Mapping[str, Any]:
    """Write the manifests, Secrets in the form that the options say, and the report, which is returned.

    In a preview, nothing is written.
    """
    if options.preview:
        return report_data(report, project=project.name, stack=options.stack, files={}, tool=options.tool)
    secrets, recording, tool = options.secrets.format, report.recording, options.tool
    if secrets.has_values and not options.new_secrets:
        folder.check_values(generated)
    numbers = waves(recording.objects, recording.resources)
    prepared = prepare(recording.objects, numbers, tool)
    objects, more = publishable(prepared, generated, options.secrets, folder)
    rendered, kept = arrange(
        render(objects, generated, with_secrets=secrets is SecretsFormat.PLAIN),
        objects,
        numbers,
        tool=tool,
        folder=folder,
        place=place(folder.path, project.name, options.stack),
    )
    files = {**rendered.files, **more}
    if secrets.is_published:
        _refuse_leaks(files, recording)
    data = report_data(
        report,
        project=project.name,
        stack=options.stack,
        files=rendered.file_of,
        generated=generated.resources,
        origin=generated.origin,
        tool=tool,
        kept=kept,
    )
    is_kept = secrets.has_values and secrets is not SecretsFormat.SOPS
    return folder.write(files, render_secrets(recording.objects, generated) if is_kept else None, data)


def _refuse_leaks(files: Mapping[str, str], recording: Recording) -> None:
    """Search what is meant to be committed for every secret, once more and as it is written.

    :raises RenderError: There is one in it.
    """
    search = SecretSearch(recording.secret_values)
    leaks = {name: origin for name, text in files.items() if (origin := search.find(text))}
    if leaks:
        raise RenderError(*(f"{name} would contain a secret, from {origin}" for name, origin in leaks.items()))


def _with_own_preset(project: Project, options: RenderOptions, config: StackConfig) -> Recording:
    generated = None if options.preview else PlaceholderValues()
    recording = _record(project, options.stack, config, generated, with_secrets=False)
    if not any(each.type == WORKSPACE for each in recording.resources):
        raise RenderError("--preset has no effect on a program without AIWorkspace: leave it out")
    return recording


def _listed(error: pulumi.RunError) -> str:
    """The error's message, with each problem on a line of its own if there are several."""
    if not isinstance(error, ArgumentError) or len(error.problems) == 1:
        return str(error)
    return "\n  ".join([f"{error.owner}:", *error.problems])


def _record(
    project: Project,
    stack: str,
    config: StackConfig,
    generated: GeneratedValues | None,
    *,
    with_secrets: bool = True,
    deployed: Mapping[str, Manifest] | None = None,
) -> Recording:
    # Exceptions of a program may quote its config.
    mask = SecretSearch(config.secret_values).mask
    try:
        preview = generated is None
        return record_program(
            project, stack, config, preview=preview, generated=generated, with_secrets=with_secrets, deployed=deployed
        )
    except pulumi.RunError as error:
        raise RenderError(mask(_listed(error))) from error
    except SyntaxError as error:
        raise RenderError(
            "the program is not valid Python", traceback=mask(program_traceback(error, project))
        ) from error
    except Exception as error:
        run = "as in a preview, where providers' outputs are unknown" if generated is None else "as in an update"
        traceback = mask(program_traceback(error, project))
        raise RenderError(f"the program failed with an unhandled exception, run {run}", traceback=traceback) from error
