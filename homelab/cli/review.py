"""``homelab review``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported
from homelab.cli.output import working
from homelab.cli.places import Config, Prices, RenderedStack


def review(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="Folder that was rendered before, or of a project as it was.")
    ],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The same with the change.")],
    stack: RenderedStack = "dev",
    config: Config = None,
    prices: Prices = None,
    before_homelab: Annotated[
        Path | None,
        typer.Option(metavar="PROGRAM", help="homelab that renders the project BEFORE. Default: this one."),
    ] = None,
    policy_config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Levels of policies in JSON, as for `homelab check --policy-config`."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title. Default: project and stack.")] = None,
    label: Annotated[str, typer.Option(help="Label that permits losses of data, to be named.")] = "",
    allow_data_loss: Annotated[
        bool, typer.Option("--allow-data-loss", help="What holds data, or opens it, may be replaced or removed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. Default: Markdown.")] = False,
) -> None:
    """Show what a change does to a stack, as Markdown for a pull request.

    Compares two renders: objects and their fields, Secrets by their names, who newly reaches whom, footprint and
    prices; and checks the second one's librechat.yaml and policies. A project is rendered for that, with placeholders
    for secrets, and refused if its volumes cannot be changed in place. The exit code is 0, 1 if data would be lost, a
    check fails or a policy is newly violated, 2 if they cannot be compared.
    """
    from homelab.diff.folder import DiffError
    from homelab.policies.command import ConfigError
    from homelab.review.command import ReviewOptions, review_change, to_json
    from homelab.review.markdown import to_markdown
    from homelab.review.sides import Rendering

    with reported(DiffError, ConfigError, exit_code=2), working("Comparing"):
        comment = review_change(
            ReviewOptions(
                before=before,
                after=after,
                rendering=Rendering(stack=stack, config=config or (), prices=prices, before_homelab=before_homelab),
                policy_config=policy_config,
                title=title,
                consent=label,
                is_permitted=allow_data_loss,
            )
        )
    typer.echo(to_json(comment) if as_json else to_markdown(comment))
    raise typer.Exit(1 if comment.is_refused else 0)
