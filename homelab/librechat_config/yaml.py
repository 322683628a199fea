"""Text of librechat.yaml."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

import pulumi

from homelab.kubernetes import plain_document
from homelab.librechat_config.configuration import Section

_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.[\d_]*)?|\.[\d_]+)([eE][-+]?\d+)?")
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_ORDER = ("version", "cache", "fileStrategy", "interface", "registration", "speech", "fileConfig", "webSearch")


def sort_sections(config: Mapping[str, Any]) -> Section:
    """Sort sections, so that their order does not depend on where they were set."""
    return {name: config[name] for name in (*_ORDER, *sorted(config.keys() - set(_ORDER))) if name in config}


def librechat_yaml(config: Mapping[str, Any]) -> pulumi.Input[str]:
    """Text of a document whose leaves may be Outputs."""
    return plain_document("librechat.yaml", _dump, config)


def variable_references(config: object) -> Collection[str]:
    """Names of variables that a document refers to as ``${NAME}``."""
    return {name for text in _texts(config) for name in _REFERENCE.findall(text)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in cast(Mapping[str, object], value).values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in cast(list[object], value):
            yield from _texts(inner)


def _dump(config: Section) -> str:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Dumper that also quotes strings that only LibreChat's parser, js-yaml, reads as numbers: ``1e3``."""

        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (the name is the library's)
            return True

        def represent_text(self, text: str) -> yaml.ScalarNode:
            style = "'" if _NUMBER.fullmatch(text) else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, Dumper.represent_text)
    return yaml.dump(config, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
