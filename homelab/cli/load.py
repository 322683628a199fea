"""``homelab load``."""

from pathlib import Path
from typing import Annotated

import typer

from homelab.cli.completion import complete_stack
from homelab.cli.errors import reported
from homelab.cli.output import progress
from homelab.cli.places import Folder


def load(  # noqa: PLR0913
    url: Annotated[str, typer.Argument(metavar="URL", help="LibreChat's address, as in https://chat.example.com.")],
    accounts: Annotated[
        Path, typer.Option(metavar="FILE", help="Accounts to sign in with: one email,password a line; mode 600.")
    ],
    *,
    users: Annotated[int, typer.Option(min=1, help="People who chat at the same time.")] = 100,
    duration: Annotated[float, typer.Option(min=1, help="Seconds that the run takes.")] = 300,
    spawn_rate: Annotated[float, typer.Option(min=0.01, help="People who begin, per second.")] = 2,
    think: Annotated[float, typer.Option(min=0, help="Mean seconds from an answer to the next question.")] = 45,
    upload_every: Annotated[
        int, typer.Option(min=0, help="Every so many questions, upload a file and ask about it; 0: never.")
    ] = 10,
    endpoint: Annotated[
        str, typer.Option(help="LibreChat's endpoint: that of load.fake_model, or another.")
    ] = "Load test",
    model: Annotated[str, typer.Option(help="Model of the endpoint.")] = "load-test",
    stack: Annotated[
        str,
        typer.Option(help="Stack whose workspace it is: NAME of Pulumi.NAME.yaml.", autocompletion=complete_stack),
    ] = "dev",
    folder: Folder = Path(),
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="HOST", help="A host that is yours, though it is not the stack's.")
    ] = None,
    report: Annotated[Path, typer.Option(metavar="FILE", help="File for Locust's report.")] = Path("load.html"),
    max_errors: Annotated[float, typer.Option(min=0, max=100, help="Percent of requests that may fail.")] = 0.5,
    max_first_token: Annotated[float, typer.Option(min=0, help="Seconds to the first token, 95th percentile.")] = 3,
    min_complete: Annotated[float, typer.Option(min=0, max=100, help="Percent of answers that arrive whole.")] = 99.5,
) -> None:
    """Have many people chat with a workspace, and measure what they wait for.

    Its host has to be that of the stack, or named by --allow-host. Exits with 1 if a threshold is not kept.
    """
    from homelab.load import hosts, plan
    from homelab.load.accounts import read_accounts
    from homelab.load.command import run
    from homelab.load.errors import LoadError

    with reported(LoadError):
        address = hosts.parse_url(url)
        hosts.check_host(address, allow_host or (), folder=folder, stack=stack)
        wanted = plan.Plan(
            url=address,
            accounts=read_accounts(accounts),
            users=users,
            spawn_rate=spawn_rate,
            duration=duration,
            think=think,
            upload_every=upload_every,
            endpoint=endpoint,
            model=model,
            report=str(report),
            thresholds=plan.Thresholds(max_errors, max_first_token, min_complete),
        )
        for line in plan.warnings(wanted):
            typer.echo(f"warning: {line}", err=True)
        progress(f"{users} people chat with {url} for {duration:g} seconds; a Ctrl-C ends it with its report")
        status = run(wanted)
    raise typer.Exit(status)
