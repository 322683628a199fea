"""What checks say of the render that is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homelab.check.command import CheckError, check_file
from homelab.detection import mask
from homelab.diff.changes import HASH
from homelab.policies.apply import Finding
from homelab.policies.command import Config, findings_in, summary
from homelab.policies.rule import Level
from homelab.review.renders import Render

_LIBRECHAT = "librechat"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check."""

    summary: str
    lines: Sequence[str] = ()
    """What it has found, one problem a line."""
    failed: bool = False


def checks_of(folder: Path, report: Any) -> list[Check]:
    """Checks of a folder that ``homelab render`` wrote: of its objects, which it has passed, and of librechat.yaml.

    :param report: What its report.json says.
    """
    files = sorted(name for name in report.get("files", ()) if _is_librechat(name))
    return [_of_objects(report), *(_of_librechat(folder, name) for name in files)]


def failed_render(log: str) -> Check:
    """The check that a stack renders at all, which has failed.

    :param log: What ``homelab render`` printed.
    """
    return Check("the stack does not render", _lines(log), failed=True)


def refused_change(log: str) -> Check:
    """The check that what is deployed can become this, which has failed.

    :param log: What ``homelab render --deployed`` printed.
    """
    return Check("pulumi preview refuses the change", _lines(log), failed=True)


def policies(before: Render, after: Render, config: Config) -> Check:
    """The check of policies, which fails for violations alone that were not there before."""
    earlier = {_identity(each) for each in findings_in(before.manifests, config)}
    found = findings_in(after.manifests, config)
    new = [each for each in found if _identity(each) not in earlier]
    known = [each for each in found if _identity(each) in earlier]
    parts = [*([summary(new)] if new or not known else []), *([f"{summary(known)} as before"] if known else [])]
    return Check(
        f"policies: {', '.join(parts)}",
        tuple(mask(str(each)) for each in new),
        failed=any(each.level is Level.MANDATORY for each in new),
    )


def _identity(found: Finding) -> tuple[str, str, str]:
    """The same for the same violation by the same object, whose name may end with a hash of its content."""
    return found.rule.name, HASH.sub("", str(found.object)), found.message


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
