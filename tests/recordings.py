"""Recordings that several tests share, created once per process on first use.

Tests about one of them are a group, so that all of them run in the same of pytest's worker processes.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from homelab.offline import GeneratedValues, Recording
from homelab.offline.network import Matrix, outside_matrix, service_matrix
from homelab.offline.program import record_program
from homelab.offline.project import load_project
from homelab.offline.schemas import Schemas
from homelab.offline.stack_config import load_stack_config
from tests.scenarios import SCENARIOS, recorded
from tools.network import stacks
from tools.stack_files import placeholder_secrets, stack_name

STACKS = stacks()
"""Files of the stacks of this repository and its examples, by their titles."""


@dataclass(frozen=True)
class Made:
    """A recording, and the random values in it."""

    recording: Recording
    generated: GeneratedValues
    secrets: tuple[str, ...] = ()
    """Generated values for the secrets that users set for a stack."""


def grouped(names: Iterable[str]) -> list[Any]:
    """Parameters of tests, one for each recording."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name), id=name) for name in names]


@functools.cache
def scenario(name: str) -> Made:
    """One of `SCENARIOS`."""
    generated = GeneratedValues()
    return Made(recorded(SCENARIOS[name], generated=generated), generated)


@functools.cache
def previewed(name: str) -> Recording:
    """Recording of a preview of one of `SCENARIOS`."""
    return recorded(SCENARIOS[name], preview=True)


@functools.cache
def stack(title: str) -> Made:
    """One of `STACKS`, with generated secrets."""
    file, generated = STACKS[title], GeneratedValues()
    project, name = load_project(file.parent), stack_name(file)
    secrets = placeholder_secrets(file)
    config = load_stack_config(project, name, [f"{key}={value}" for key, value in secrets.items()])
    recording = record_program(project, name, config, preview=False, generated=generated)
    return Made(recording, generated, tuple(secrets.values()))


def made(title: str) -> Made:
    """A scenario or a stack."""
    return scenario(title) if title in SCENARIOS else stack(title)


@functools.cache
def inside(title: str) -> Matrix:
    """Matrix of clients and its Services."""
    return service_matrix(made(title).recording.objects)


@functools.cache
def outside(title: str) -> Matrix:
    """Matrix of its pods and external servers."""
    return outside_matrix(made(title).recording.objects)


@functools.cache
def schemas() -> Schemas:
    """Kubernetes' schemas of the newest version."""
    return Schemas(None)
