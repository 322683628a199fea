"""From names of arguments to keys of librechat.yaml."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from homelab.librechat_config.settings import Section


def renamed(args: Mapping[str, Any], keys: Mapping[str, str]) -> Section:
    """What is given of ``args``, under the keys that ``keys`` has for its names."""
    return {key: plain(args[name]) for name, key in keys.items() if name in args}


def plain(value: Any) -> Any:
    """A choice by its value; YAML knows no enum members."""
    return value.value if isinstance(value, Enum) else value


def switch(value: bool) -> str:
    """True and false as LibreChat's environment has them."""
    return "true" if value else "false"
