"""All checks of rendered objects, made before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from homelab.detection import mask
from homelab.offline.leaks import SecretSearch, find_leaks
from homelab.offline.names import naming_errors
from homelab.offline.quantities import quantity_errors
from homelab.offline.recorder import Recording
from homelab.offline.schemas import Schemas
from homelab.offline.violations import Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Result of all checks."""

    violations: Sequence[Violation]
    kubernetes_version: str
    unchecked: Sequence[str]
    """Kinds without a schema, which are custom resources, as ``apiVersion Kind``."""
    counts: dict[str, int]
    """Number of objects or values by check."""


def check(recording: Recording, schemas: Schemas) -> CheckResult:
    """Check every object against its schema and the naming rules, and look for secrets outside Secrets."""
    search = SecretSearch(recording.secret_values)
    found: list[Violation] = []
    for object_ in recording.objects:
        manifest = object_.manifest
        errors = [*schemas.errors(manifest), *naming_errors(manifest), *quantity_errors(manifest)]
        found += [Violation(str(object_), path, message) for path, message in errors]
    public_exports = {key: value for key, value in recording.exports.items() if key not in recording.secret_exports}
    found += find_leaks(recording.objects, public_exports, search)
    without_schema = [o for o in recording.objects if not schemas.has(o.manifest)]
    return CheckResult(
        # A value that is quoted in a message may be a misplaced secret.
        violations=[_masked(violation, search) for violation in found],
        kubernetes_version=schemas.version,
        unchecked=sorted({f"{o.manifest['apiVersion']} {o.kind}" for o in without_schema}),
        counts={
            "schema": len(recording.objects) - len(without_schema),
            "names and quantities": len(recording.objects),
            "secrets searched for": len(recording.secret_values),
        },
    )


def _masked(violation: Violation, search: SecretSearch) -> Violation:
    path = tuple(mask(search.mask(part)) if isinstance(part, str) else part for part in violation.path)
    return Violation(search.mask(violation.subject), path, mask(search.mask(violation.message)))
