"""Results of a check as data for machines."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from homelab.check.command import CheckResult, Finding


def as_data(results: Mapping[Path, CheckResult], variables: CheckResult | None) -> dict[str, Any]:
    """All files with their findings, and those about variables.

    :param variables: None: they were not looked up.
    """
    return {
        "ok": not any(result.errors for result in results.values()),
        "files": [
            {"file": str(file), "errors": result.errors, "warnings": result.warnings, "findings": _all(result.findings)}
            for file, result in results.items()
        ],
        "variables": None if variables is None else _all(variables.findings),
    }


def _all(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [asdict(each) for each in findings]
