"""The ``homelab`` command."""

import gc
import io
import os
import signal
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from homelab.modules.presets import Preset

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="A private AI workspace on Kubernetes.",
)


def main() -> None:
    """Run the command with the arguments of this process."""
    # A program's objects hardly ever become garbage before it ends: fewer collections save a few percent.
    gc.set_threshold(100_000)
    # Names of files may be no text.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # Like Ctrl-C, so that what is unfinished is removed.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        app(prog_name="homelab")
    except OSError as error:
        # Python would write what is left in the buffer when it exits, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        typer.echo(f"error: {error.filename or 'the output'}: {error.strerror or error}", err=True)
        sys.exit(1)


def _show_version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(f"homelab {metadata.version('homelab')}")
    except metadata.PackageNotFoundError:
        typer.echo("homelab, run from its source without being installed")
    raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options before the command."""


@app.command()
def render(
    stack: Annotated[str, typer.Option(help="Stack: NAME of Pulumi.NAME.yaml.")] = "dev",
    folder: Annotated[Path, typer.Option("--cwd", help="Folder of Pulumi.yaml.")] = Path(),
    out: Annotated[Path | None, typer.Option(help="Output folder. Default: rendered/STACK in --cwd.")] = None,
    config: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Override a value of the stack. KEY may be a path: workspace.openai.api_key=...",
        ),
    ] = None,
    kubernetes_version: Annotated[
        str | None, typer.Option(help="Check objects against this version. Default: the newest one.")
    ] = None,
    without_secrets: Annotated[bool, typer.Option("--without-secrets", help="Do not write Secrets.")] = False,
    new_secrets: Annotated[
        bool,
        typer.Option(
            "--new-secrets", help="Generate passwords again that an earlier render had and secrets.yaml does not have."
        ),
    ] = False,
    preset: Annotated[
        Preset | None,
        typer.Option(help="Preset instead of that of the stack; shows what differs."),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Estimate what the footprint costs a month, by prices as in docs/sizing.md."),
    ] = None,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview", help="Write nothing; run as in `pulumi preview`. Secrets that cannot be decrypted are unknown."
        ),
    ] = False,
) -> None:
    """Render a stack of a Pulumi Python program to Kubernetes manifests, without cluster, engine and network.

    Nothing is written unless every object passes the checks. Generated passwords stay the same from render to render,
    as long as secrets.yaml exists; without it, an earlier render is not replaced. Encrypted values of the stack are
    decrypted by the `pulumi` on PATH, or set by --config.
    """
    from rich.console import Console

    from homelab.offline.command import RenderError, RenderOptions, render_stack

    try:
        render_stack(
            RenderOptions(
                folder=folder,
                stack=stack,
                out=out,
                config=config or (),
                kubernetes_version=kubernetes_version,
                with_secrets=not without_secrets,
                new_secrets=new_secrets,
                preset=preset,
                prices=prices,
                preview=preview,
            ),
            Console(highlight=False, markup=False, emoji=False),
        )
    except RenderError as error:
        if error.traceback:
            typer.echo(error.traceback, err=True, nl=False)
        for line in error.lines:
            typer.echo(f"error: {line}", err=True)
        raise typer.Exit(1) from error


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="librechat.yaml, or values of LibreChat's Helm chart.")
    ],
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Treat unknown keys as warnings, for a newer LibreChat.")
    ] = False,
    env: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME[=VALUE]", help="Variable of the environment. Leave out secret values."),
    ] = None,
    env_file: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="File with variables, such as .env.")
    ] = None,
) -> None:
    """Check LibreChat's configuration as LibreChat does, but more strictly.

    Content that LibreChat would ignore is an error, too. References to variables are looked up if --env or --env-file
    lists the variables of the environment; unused ones are reported then.
    """
    from homelab.check.command import CheckError, check_file, check_variables, read_variables

    failed = False
    referenced: set[str] = set()
    try:
        environment = read_variables(env or (), env_file or ())
        for file in files:
            checked = check_file(file, environment, lenient=lenient)
            failed = failed or checked.errors > 0
            referenced |= {*checked.references}
            for line in checked.lines:
                typer.echo(line, err=True)
            typer.echo(f"{file}: {checked}")
    except CheckError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    if environment is None:
        typer.echo("Variables were not looked up: list those of the environment with --env or --env-file.")
    else:
        for line in check_variables(environment, referenced).lines:
            typer.echo(line, err=True)
    if failed:
        raise typer.Exit(1)


@app.command()
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
    stack: Annotated[str, typer.Option(help="Stack whose workspace it is: NAME of Pulumi.NAME.yaml.")] = "dev",
    folder: Annotated[Path, typer.Option("--cwd", help="Folder of Pulumi.yaml.")] = Path(),
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

    try:
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
        status = run(wanted)
    except LoadError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(status)


@app.command()
def doctor(
    url: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="Address of a workspace, to look at from outside.")
    ] = None,
    stack: Annotated[
        str | None, typer.Option(help="Look at the namespace and the address of a stack: NAME of Pulumi.NAME.yaml.")
    ] = None,
    folder: Annotated[Path, typer.Option("--cwd", help="Folder of Pulumi.yaml.")] = Path(),
    namespace: Annotated[str | None, typer.Option(help="Look at a namespace, through kubectl.")] = None,
    context: Annotated[str | None, typer.Option(help="Context of the kubeconfig. Default: the current one.")] = None,
    email: Annotated[
        str | None,
        typer.Option(
            help="Also sign in, with an account for that purpose. Its password is asked for, or is in the variable "
            "HOMELAB_DOCTOR_PASSWORD."
        ),
    ] = None,
    ca: Annotated[Path | None, typer.Option(help="File with certificates to trust, of a private authority.")] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that a server may take to answer.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Find out what is wrong with a running workspace.

    Prints one line for each check: what was seen, and unless all is well, what was expected and what to do. The exit
    code is 1 if a check has failed. Nothing is changed; secrets are neither read nor printed.
    """
    from homelab.doctor.command import DoctorError, DoctorOptions, examine
    from homelab.doctor.outside import Account
    from homelab.doctor.report import as_json as to_json
    from homelab.doctor.report import exit_code, line, summary

    account = Account(email, _password()) if email else None
    options = DoctorOptions(
        url=url,
        stack=stack,
        folder=folder,
        namespace=namespace,
        context=context,
        account=account,
        ca=ca,
        timeout=timeout,
    )
    findings = []
    subject = None
    try:
        for finding in examine(options):
            findings.append(finding)
            if not as_json:
                if finding.subject != subject:
                    subject = finding.subject
                    typer.echo(subject)
                typer.echo(line(finding))
    except DoctorError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(to_json(findings) if as_json else summary(findings))
    raise typer.Exit(exit_code(findings))


def _password() -> str:
    return os.environ.get("HOMELAB_DOCTOR_PASSWORD") or typer.prompt("Password", hide_input=True, err=True)
