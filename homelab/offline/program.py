"""Execution of a Pulumi project's program, as by the Pulumi CLI."""

import os
import runpy
import sys
import traceback
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from homelab.offline.generated import GeneratedValues
from homelab.offline.objects import Manifest
from homelab.offline.project import Project
from homelab.offline.recorder import Recording, record
from homelab.offline.stack_config import StackConfig
from homelab.offline.unknown_secrets import unknown_secrets


def record_program(
    project: Project,
    stack: str,
    config: StackConfig,
    *,
    preview: bool,
    generated: GeneratedValues | None = None,
    with_secrets: bool = True,
    deployed: Mapping[str, Manifest] | None = None,
) -> Recording:
    """Run the project's program for ``stack``. Its modules are unloaded afterwards, so that it can be run again.

    :raises Exception: See `record`.
    """
    unknown = unknown_secrets(config.unknown_secrets, as_outputs=not config.has_placeholders)
    with _program_environment(project.main), unknown:
        recording = record(
            lambda: runpy.run_path(str(project.main), run_name="__main__"),
            project=project.name,
            stack=stack,
            config=config.values,
            secret_keys=config.secret_keys,
            preview=preview,
            generated=generated,
            with_secrets=with_secrets,
            deployed=deployed,
        )
    return replace(recording, secret_values={**recording.secret_values, **config.secret_values})


def program_traceback(error: BaseException, project: Project) -> str:
    """Traceback of ``error``, starting with the program's first frame; only the place if it is no Python."""
    frames = traceback.extract_tb(error.__traceback__)
    # This package's own frames are local too if the program is next to it, as in this repository.
    ours, folder = Path(__file__).parent, _folder(project.main)
    first = next(
        (i for i, f in enumerate(frames) if _is_local(f.filename, folder) and Path(f.filename).parent != ours), None
    )
    if first is None and isinstance(error, SyntaxError):
        return "".join(traceback.format_exception_only(error))
    first = first or 0
    return "".join(traceback.format_exception(error, limit=first - len(frames), chain=False))


@contextmanager
def _program_environment(main: Path) -> Generator[None]:
    """Set working directory, arguments and module path for a program, and restore them afterwards."""
    folder = _folder(main)
    working_folder, arguments, path, modules = Path.cwd(), sys.argv, list(sys.path), set(sys.modules)
    packages = {name.partition(".")[0] for name in modules}
    os.chdir(folder)
    sys.argv = [str(main)]
    try:
        yield
    finally:
        os.chdir(working_folder)
        sys.argv, sys.path[:] = arguments, path
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None)
            # Packages that were loaded before stay complete: their modules reference those that were loaded since.
            if file and name.partition(".")[0] not in packages and _is_local(file, folder):
                del sys.modules[name]


def _folder(main: Path) -> Path:
    return main.parent if main.is_file() else main


def _is_local(file: str, folder: Path) -> bool:
    """Whether a file belongs to the program, and not to a virtual environment inside its folder."""
    path = Path(file)
    return path.is_relative_to(folder) and "site-packages" not in path.parts
