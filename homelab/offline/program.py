"""Run the program of a Pulumi project as the Pulumi CLI runs it."""

import os
import runpy
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from homelab.offline.generated import GeneratedValues
from homelab.offline.project import Project, StackConfig
from homelab.offline.recorder import Recording, record


def record_program(
    project: Project, stack: str, config: StackConfig, *, preview: bool, generated: GeneratedValues | None = None
) -> Recording:
    """Run the project's program for ``stack``. Nothing of it stays loaded, so that it can be run again.

    :raises Exception: What `record` raises.
    """
    with _program_environment(project.main):
        return record(
            lambda: runpy.run_path(str(project.main), run_name="__main__"),
            project=project.name,
            stack=stack,
            config=config.values,
            secret_keys=config.secret_keys,
            preview=preview,
            generated=generated,
        )


def program_traceback(error: BaseException, project: Project) -> str:
    """The traceback of ``error`` from the program's first line in it on."""
    frames = traceback.extract_tb(error.__traceback__)
    # This command's own frames are local too where the program stands beside it, as in this repository.
    ours, folder = Path(__file__).parent, _folder(project.main)
    first = next(
        (i for i, f in enumerate(frames) if _is_local(f.filename, folder) and Path(f.filename).parent != ours), 0
    )
    return "".join(traceback.format_exception(error, limit=first - len(frames), chain=False))


@contextmanager
def _program_environment(main: Path) -> Generator[None]:
    """The working folder, arguments and module path of a program; all is as before afterwards."""
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
            # A package that was there before stays whole: its other modules hold on to what it has loaded since.
            if file and name.partition(".")[0] not in packages and _is_local(file, folder):
                del sys.modules[name]


def _folder(main: Path) -> Path:
    return main.parent if main.is_file() else main


def _is_local(file: str, folder: Path) -> bool:
    """Whether a file is the program's own, not that of a library in a virtual environment inside its folder."""
    path = Path(file)
    return path.is_relative_to(folder) and "site-packages" not in path.parts
