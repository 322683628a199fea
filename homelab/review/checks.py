"""What checks say of the render that is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homelab.check.command import CheckError, check_file
from homelab.detection import mask
from homelab.diff.folder import read_report

_LIBRECHAT = "librechat"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    summary: str
    lines: Sequence[str] = ()
    """What it has found, one problem a line."""
    failed: bool = False


def checks_of(folder: Path) -> list[Check]:
    """Checks of a folder that ``homelab render`` wrote: of its objects, which it has passed, and of librechat.yaml."""
    report = read_report(folder)
    files = sorted(name for name in report.get("files", ()) if _is_librechat(name))
    return [_of_objects(report), *(_of_librechat(folder, name) for name in files)]


def failed_render(log: str) -> Check:
    """The check that a stack renders at all, which has failed.

    :param log: What ``homelab render`` printed.
    """
    return Check("the stack does not render", _lines(log), failed=True)


def policies(log: str | None, *, failed: bool) -> Check:
    """The check of policies.

    :param log: What it printed; None if it did not run.
    """
    if log is None:
        return Check("policies: not checked")
    return Check(f"policies: {'violated' if failed else 'passed'}", _lines(log), failed)


def _lines(log: str) -> tuple[str, ...]:
    """What a command printed, without secrets."""
    return tuple(mask(line) for line in log.splitlines() if line.strip())


def _of_objects(report: Any) -> Check:
    counts, version = report["checks"]["objects"], report["kubernetesVersion"]
    return Check(f"objects: {counts['schema']} are right for Kubernetes {version}")


def _of_librechat(folder: Path, name: str) -> Check:
    try:
        result = check_file(folder / name, None, lenient=False)
    except CheckError as error:
        return Check(f"{name}: {error}", failed=True)
    lines = tuple(line.removeprefix(f"{folder}/") for line in result.lines)
    return Check(f"{name}: {result}", lines, failed=result.errors > 0)


def _is_librechat(name: str) -> bool:
    """Whether a file is LibreChat's configuration, which has no kind as manifests do."""
    return name.startswith(_LIBRECHAT) and name.endswith(".yaml") and "/" not in name
