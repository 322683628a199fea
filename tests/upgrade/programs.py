"""The programs that are upgraded: this repository's stacks and its examples, as their users run them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from homelab.offline.project import Project, load_project
from homelab.offline.stack_config import load_stack_config
from tests.upgrade.changes import Resource
from tools.stack_files import placeholder_secrets, stack_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A Pulumi program and the config of a stack."""

    file: str
    """The stack's file, from the repository's top."""
    main: str
    project: str
    stack: str
    config: Mapping[str, str]
    secret_keys: Sequence[str]
    generated: str = "{}"
    """The random values that are there already, as `homelab.offline.GeneratedValues` writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a program."""

    resources: Sequence[Resource]
    generated: str
    error: str = ""
    """Why there are no resources."""


def programs(configured: Path, code: Path) -> list[Program]:
    """The programs of the repository ``configured``, its own stacks with the main program of ``code``.

    Who uses the repository itself upgrades by taking its new program, and keeps Pulumi.<stack>.yaml. Who has a
    program of their own, as the examples are, keeps both.
    """
    own = replace(load_project(code), stack_folder=configured)
    examples = [load_project(file.parent) for file in sorted(configured.glob("examples/*/Pulumi.yaml"))]
    return [
        _program(project, file, str(file.relative_to(configured)))
        for project in (own, *examples)
        for file in sorted(project.stack_folder.glob("Pulumi.*.yaml"))
    ]


def _program(project: Project, file: Path, name: str) -> Program:
    stack = stack_name(file)
    config = load_stack_config(project, stack, [f"{key}={value}" for key, value in placeholder_secrets(file).items()])
    return Program(
        file=name,
        main=str(project.main),
        project=project.name,
        stack=stack,
        config=config.values,
        secret_keys=sorted(config.secret_keys),
    )


def run(programs: Sequence[Program], code: Path) -> list[Outcome]:
    """What each program declares with the package homelab of ``code``."""
    process = subprocess.run(
        [sys.executable, "-P", Path(__file__).with_name("record_programs.py")],
        input=json.dumps([asdict(program) for program in programs]),
        env=os.environ | {"PYTHONPATH": str(code)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [
        Outcome(**outcome | {"resources": [Resource(**resource) for resource in outcome["resources"]]})
        for outcome in json.loads(process.stdout)
    ]
