"""The files of stacks, and the secrets that their comments tell users to set before the first ``pulumi up``."""

import re
from pathlib import Path

_COMMAND = re.compile(r"pulumi config set --secret (?:--path '([^']+)'|([a-z0-9-]+))")


def stack_name(file: Path) -> str:
    """The NAME of ``Pulumi.NAME.yaml``."""
    return file.name.removeprefix("Pulumi.").removesuffix(".yaml")


def secrets_to_set(file: Path) -> tuple[str, ...]:
    """The keys and paths of the secrets that a stack lacks, as ``homelab render --config`` takes them."""
    return tuple(path or key for path, key in _COMMAND.findall(file.read_text()))
