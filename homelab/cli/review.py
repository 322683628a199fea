"""``homelab review``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.errors import reported


def review(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="Folder that was rendered before.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="Folder that is rendered with the change.")],
    before_log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `homelab render` printed for BEFORE, shown if it wrote nothing."),
    ] = None,
    after_log: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `homelab render` printed for AFTER, shown if it wrote nothing."),
    ] = None,
    refused: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `homelab render --deployed BEFORE` printed, if it refused the change."),
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
    prices; and checks the second one's librechat.yaml and policies. The exit code is 0, 1 if data would be lost, a
    check fails or a policy is newly violated, 2 if they cannot be compared.
    """
    from homelab.diff.folder import DiffError
    from homelab.policies.command import ConfigError
    from homelab.review.command import ReviewOptions, review_folders, to_json
    from homelab.review.markdown import to_markdown

    with reported(DiffError, ConfigError, exit_code=2):
        comment = review_folders(
            ReviewOptions(
                before=before,
                after=after,
                before_log=before_log,
                after_log=after_log,
                refused_log=refused,
                policy_config=policy_config,
                title=title,
                consent=label,
                is_permitted=allow_data_loss,
            )
        )
    typer.echo(to_json(comment) if as_json else to_markdown(comment))
    raise typer.Exit(1 if comment.is_refused else 0)
