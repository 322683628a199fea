"""Descriptions as data for machines."""

from dataclasses import asdict
from typing import Any

from homelab.explain.description import Node
from homelab.explain.variables import Variable


def as_data(node: Node, *, recursive: bool = False) -> dict[str, Any]:
    """A description whose children are summaries, or descriptions themselves, at any depth, but for variables."""
    described = asdict(node.describe())
    if not recursive:
        return described
    below = {name: child for name, child in node.children.items() if not isinstance(child, Variable)}
    children = [{"name": name, **as_data(child, recursive=True)} for name, child in below.items()]
    return {**described, "children": children}
