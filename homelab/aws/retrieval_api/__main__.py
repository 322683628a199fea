"""``python -m homelab.aws.retrieval_api``: the retrieval API on this machine, and a client of any."""

import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from homelab.aws.retrieval_api.function.errors import ApiError
from homelab.aws.retrieval_api.function.models import MAX_QUESTION_CHARACTERS
from homelab.aws.retrieval_api.local.errors import CredentialsError, RetrievalError, UsageError
from homelab.version import PACKAGE

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Documents in, answers out."
)
LOCAL = "http://127.0.0.1:8000"
TOKEN = "RETRIEVAL_API_TOKEN"
_OPTIONAL = ("aws_lambda_powertools", "boto3", "botocore", "psycopg2")
"""Modules of the extra ``aws``, which other parts of homelab do without."""


@contextmanager
def _explained() -> Generator[None]:
    """Failures in one line."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _OPTIONAL:
            raise
        raise _failed(f"{error.name} is not installed: pip install '{PACKAGE}[aws]'") from error
    except ApiError as error:
        cause = f": {' '.join(str(error.__cause__).split())}" if error.__cause__ else ""
        raise _failed(f"{error}{cause}") from error
    except (CredentialsError, RetrievalError, UsageError) as error:
        raise _failed(str(error)) from error


def _failed(message: str) -> typer.Exit:
    typer.echo(f"error: {message}", err=True)
    return typer.Exit(1)


@app.command()
def serve(
    documents: Annotated[
        Path, typer.Argument(metavar="FOLDER", exists=True, file_okay=False, help="Folder of the documents.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen on. Everybody who reaches it may ask.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
    database: Annotated[
        str | None,
        typer.Option(
            metavar="DSN",
            help="Postgres with pgvector for the index, as in 'host=localhost dbname=docs'; its password comes from "
            "PGPASSWORD. Default: the process's memory.",
        ),
    ] = None,
    bedrock: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL", help="Have this model of Amazon Bedrock answer, and Titan embed. Default: stand-ins."
        ),
    ] = None,
    per_client: Annotated[
        int | None,
        typer.Option(
            min=1, max=10_000, metavar="N", help="Requests a minute that one address may send. Default: any number."
        ),
    ] = None,
) -> None:
    """Answer questions about a folder of documents, as the deployed API does."""
    with _explained():
        from homelab.aws.retrieval_api.local.application import create_application
        from homelab.aws.retrieval_api.local.server import create_server

        application = create_application(documents, database=database, answer_model=bedrock, per_client=per_client)
        try:
            server = create_server(application.handle, host, port)
        except OSError as error:
            raise UsageError(f"{host}:{port}: {error.strerror or error}; another one is taken by --port") from error
        for line in application.index():
            typer.echo(line, err=True)
    typer.echo(f"Answering at http://{server.server_address[0]}:{server.server_address[1]}")
    # What stops it from outside ends it as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _checked_question(question: str) -> str:
    if not 0 < len(question.strip()) <= MAX_QUESTION_CHARACTERS:
        raise typer.BadParameter(f"expected 1 to {MAX_QUESTION_CHARACTERS} characters, got {len(question.strip())}")
    return question


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.", callback=_checked_question)],
    endpoint: Annotated[str, typer.Option(metavar="URL", help="URL of the API.")] = LOCAL,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="Chunks that the answer may be based on.")] = 5,
    iam: Annotated[
        bool, typer.Option("--iam", help="Sign requests by the credentials of AWS, for an API with authorization.iam.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Ask a retrieval API. A token for it comes from the variable RETRIEVAL_API_TOKEN."""
    with _explained():
        from homelab.aws.retrieval_api.function.models import Query
        from homelab.aws.retrieval_api.local.client import Client
        from homelab.aws.retrieval_api.local.signing import create_signer

        sign = create_signer(endpoint) if iam else None
        client = Client(endpoint, "" if iam else os.environ.get(TOKEN, ""), sign)
        answer = client.query(Query(question=question, top_k=top_k))
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    typer.echo(answer.answer)
    for number, citation in enumerate(answer.citations, 1):
        typer.echo(f"  [{number}] {citation.document_id} ({citation.score:.2f})")


@app.command()
def openapi(
    endpoint: Annotated[str, typer.Option(metavar="URL", help="URL of the API.")] = LOCAL,
) -> None:
    """Print the API's description, which it also serves at /openapi.json."""
    with _explained():
        from homelab.aws.retrieval_api.local.application import create_application

        typer.echo(create_application(Path()).openapi(endpoint))


if __name__ == "__main__":
    app(prog_name="python -m homelab.aws.retrieval_api")
