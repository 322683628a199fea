"""Writes ``homelab/explain/facts.json``: what `homelab explain` says beyond what definitions do."""

import json
from typing import Any

from homelab.explain.facts import section
from tools.explanations.effects import effects
from tools.explanations.examples import examples
from tools.explanations.features import features
from tools.explanations.rules import rules
from tools.explanations.variable_rules import variable_rules


def facts() -> dict[str, Any]:
    """All facts, by what they are about."""
    by_program = {section(reader): found for reader, found in effects().items()}
    values, secrets = examples()
    return {
        **by_program,
        "examples": values,
        "secrets of examples": secrets,
        "features": features(),
        "rules": {**rules(), **variable_rules()},
    }


def text(content: dict[str, Any]) -> str:
    """The facts as they stand in their file: a line for each, so that a change is one."""
    sections = (
        f" {json.dumps(name)}: {{\n" + ",\n".join(_line(key, value) for key, value in sorted(section.items())) + "\n }"
        for name, section in content.items()
    )
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _line(key: str, value: object) -> str:
    return f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
