"""Writes the schema."""

import tempfile
from pathlib import Path

import typer

from tools.librechat_schema.generate import FILE, generated
from tools.librechat_schema.packages import InstallError, install


def main() -> None:
    """Write the schema anew."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            FILE.write_text(generated(install(Path(folder))), encoding="utf-8")
    except InstallError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
