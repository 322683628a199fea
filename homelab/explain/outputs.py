"""What components give out, as attributes."""

import inspect
import typing
from collections.abc import Iterator

import pulumi

from homelab.arguments import typed_dicts
from homelab.explain import types
from homelab.explain.description import Child, first_sentence


def outputs_of(component: type) -> Iterator[Child]:
    """What a component gives out: its attributes that have docstrings."""
    annotations = inspect.get_annotations(component)
    for name, docstring in typed_dicts.own_attribute_docstrings(component).items():
        annotation = annotations[name]
        is_output = typing.get_origin(annotation) is pulumi.Output
        value_type = typing.get_args(annotation)[0] if is_output else annotation
        type_name = f"Output of {types.of_annotation(value_type)}" if is_output else types.of_annotation(value_type)
        yield Child(name, type_name, required=False, meaning=first_sentence(docstring))
