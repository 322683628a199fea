"""``homelab schema``."""

from pathlib import Path

import typer

from homelab.cli.errors import reported
from homelab.cli.places import Folder


def schema(folder: Folder = Path()) -> None:
    """Write the schema by which editors complete a project's stack files, as after `pip install --upgrade`.

    It is .homelab/stack.schema.json, which the first line of a stack's file names.
    """
    from homelab.init.files import SCHEMA, schema_text
    from homelab.offline.project import ProjectError, load_project

    with reported(ProjectError, OSError):
        project = load_project(folder)
        file = folder / SCHEMA
        file.parent.mkdir(exist_ok=True)
        file.write_text(schema_text(project.name), encoding="utf-8")
    typer.echo(f"{file} is the schema of homelab's stacks in {project.name}")
