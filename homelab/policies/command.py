"""The rules for a folder of manifests, configured as Pulumi's policy packs are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from homelab.arguments.suggestions import did_you_mean
from homelab.diff.folder import read_folder
from homelab.offline.objects import NamedManifest
from homelab.policies.apply import Finding, Levels, apply
from homelab.policies.catalogue import RULES
from homelab.policies.images import IMAGE_REGISTRY
from homelab.policies.rule import Level, Settings

_NAMES = [rule.name for rule in RULES]
_LEVEL = "enforcementLevel"
_EXAMPLE = '{"image-digest": "mandatory", "image-registry": {"registries": ["ghcr.io"]}}'


class ConfigError(Exception):
    """Reason why a configuration of the rules cannot be used, as one line for the user."""


@dataclass(frozen=True, slots=True)
class Config:
    """What users set of the rules."""

    settings: Settings = field(default_factory=Settings)
    levels: Levels = field(default_factory=dict[str, Level])


def check_folder(folder: Path, config: Config) -> list[Finding]:
    """What the rules find in the objects of a folder.

    :raises DiffError: It is no folder of manifests.
    """
    return findings_in(read_folder(folder), config)


def findings_in(objects: Sequence[NamedManifest], config: Config) -> list[Finding]:
    """What the rules find in objects that belong together."""
    return [*apply(objects, config.settings, config.levels)]


def summary(findings: Sequence[Finding]) -> str:
    """How many violations there are: ``2 violations, 1 warning``."""
    violations = sum(each.level is Level.MANDATORY for each in findings)
    counts = {"violation": violations, "warning": len(findings) - violations}
    return ", ".join(f"{n} {name}{'s' if n > 1 else ''}" for name, n in counts.items() if n) or "follows all rules"


def as_data(found: Mapping[Path, Sequence[Finding]]) -> list[dict[str, str]]:
    """What was found in folders: for each the rule, its level, the object, what is wrong and what to do."""
    return [
        {
            "folder": str(folder),
            "rule": each.rule.name,
            "level": each.level.value,
            "object": str(each.object),
            "message": each.message,
            "action": each.rule.action,
        }
        for folder, findings in found.items()
        for each in findings
    ]


def read_config(file: Path | None) -> Config:
    """The configuration in a file that ``pulumi --policy-pack-config`` takes as well; without one, the default.

    :raises ConfigError: It cannot be read, or names what does not exist.
    """
    if file is None:
        return Config()
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{file}: expected a map of rules, such as {_EXAMPLE}")
    levels: dict[str, Level] = {}
    settings = Settings()
    rules = cast(Mapping[str, Any], content)
    # What is said of one rule goes before what is said of all.
    for name, value in sorted(rules.items(), key=lambda each: each[0] != "all"):
        if name not in ("all", *_NAMES):
            raise ConfigError(f"{file}: unknown rule {name}{did_you_mean(name, _NAMES)}")
        options = cast(Mapping[str, Any], value if isinstance(value, dict) else {_LEVEL: value})
        if _LEVEL in options:
            level = _level(file, name, options[_LEVEL])
            levels |= dict.fromkeys(_NAMES, level) if name == "all" else {name: level}
        settings = _registries(file, name, options) or settings
    return Config(settings, levels)


def _level(file: Path, name: str, value: object) -> Level:
    if value not in [*Level]:
        raise ConfigError(f"{file}: {name}: expected one of {', '.join(Level)}, got {value!r}")
    return Level(value)


def _registries(file: Path, name: str, options: Mapping[str, Any]) -> Settings | None:
    known = {_LEVEL, "registries"} if name == IMAGE_REGISTRY.name else {_LEVEL}
    if others := sorted(options.keys() - known):
        raise ConfigError(f"{file}: {name}: unknown option {others[0]}{did_you_mean(others[0], known)}")
    found = options.get("registries")
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in cast(list[Any], found)):
        raise ConfigError(f"{file}: {name}.registries: expected a list of registries, got {found!r}")
    return Settings(registries=cast(list[str], found))
