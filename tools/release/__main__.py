"""``python -m tools.release``: what `make release` runs. It changes files, and pushes nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tools.release import changelog, distribution
from tools.release.errors import ReleaseError
from tools.release.repository import Repository, problems
from tools.release.version import with_version

ROOT = Path(__file__).parents[2]
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command("prepare")
def prepare(version: str) -> None:
    """Write VERSION to pyproject.toml, and give what is unreleased in CHANGELOG.md its heading."""
    repository = Repository(ROOT)
    pyproject = ROOT / "pyproject.toml"
    text = with_version(pyproject.read_text(encoding="utf-8"), version)
    section = changelog.release_section(repository.changelog, version, datetime.now(UTC).date())
    pyproject.write_text(text, encoding="utf-8")
    (ROOT / "CHANGELOG.md").write_text(section, encoding="utf-8")
    typer.echo(f"pyproject.toml and CHANGELOG.md are those of {version}. Read them; then, by a pull request as usual:")
    typer.echo(f"  git commit --message 'Release {version}' pyproject.toml CHANGELOG.md")
    typer.echo("When it is merged, `make release` on main checks the rest.")


@app.command("check")
def check(
    tag: Annotated[str, typer.Option(help="The tag that is released; empty before there is one.")] = "",
) -> None:
    """Check HEAD, build its packages into dist/, check and install them, and say what comes next."""
    repository = Repository(ROOT)
    found = [*problems(repository, tag)]
    if found:
        raise ReleaseError("\n".join(found))
    typer.echo(f"ok  version {repository.version}, CHANGELOG.md, {f'tag {tag}' if tag else 'branch'} and tree")
    built = distribution.build(repository, ROOT / "dist")
    for name, checksum in built.items():
        typer.echo(f"ok  dist/{name}, the same from two builds: sha256 {checksum}")
    distribution.check_metadata(ROOT / "dist")
    typer.echo("ok  twine check --strict")
    distribution.check_installation(repository, ROOT / "dist")
    typer.echo(f"ok  installed into an empty environment, and rendered examples/{distribution.EXAMPLE}")
    if not tag:
        typer.echo("Nothing was pushed. Not checked: `make check`, which the workflow runs. What releases it:")
        typer.echo(f"  git tag --annotate {repository.tag} --message 'homelab {repository.version}'")
        typer.echo(f"  git push origin {repository.tag}")


@app.command("notes")
def show_notes(version: str) -> None:
    """Print what CHANGELOG.md says of VERSION."""
    typer.echo(changelog.notes(Repository(ROOT).changelog, version))


if __name__ == "__main__":
    try:
        app()
    except ReleaseError as error:
        for line in str(error).splitlines():
            typer.echo(f"error: {line}", err=True)
        raise SystemExit(1) from None
