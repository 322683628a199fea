"""The text of librechat.yaml."""

import re
from collections.abc import Mapping
from typing import Any, cast

import pulumi

from homelab.kubernetes import combine
from homelab.librechat_config.settings import Section

VERSION = "1.3.17"
"""Version of the format, that of LibreChat v0.8.8."""
_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.[\d_]*)?|\.[\d_]+)([eE][-+]?\d+)?")
_ORDER = ("version", "cache", "fileStrategy", "interface", "registration", "speech", "fileConfig", "webSearch")


def librechat_config(told: Mapping[str, Any], overrides: Mapping[str, Any]) -> Section:
    """The file's content: what capabilities say, and ``overrides`` over it."""
    base: Section = {"version": VERSION, "cache": True, **told}
    ordered = {name: base[name] for name in (*_ORDER, *sorted(base.keys() - set(_ORDER))) if name in base}
    return merged(ordered, overrides)


def merged(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> Section:
    """``overrides`` over ``base``: maps key by key, everything else as a whole; None takes a key away."""
    result: Section = {**base}
    for key, value in overrides.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], cast(Mapping[str, Any], value))
        else:
            result[key] = value
    return result


def librechat_yaml(config: Section) -> pulumi.Input[str]:
    """The file's text. What it depends on may be Outputs."""
    return combine(_dump, config)


def _dump(config: Section) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes what js-yaml, which LibreChat reads with, takes for a number, and PyYAML does not: ``1e3``."""

        def represent_text(self, text: str) -> yaml.ScalarNode:
            style = "'" if _NUMBER.fullmatch(text) else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, Dumper.represent_text)
    return yaml.dump(config, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
