"""``python -m homelab.aws.retrieval_api``: the retrieval API on this machine, and a client of any."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Documents in, answers out."
)
LOCAL = "http://127.0.0.1:8000"


@app.command()
def serve(
    documents: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the documents.", file_okay=False)],
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
) -> None:
    """Answer questions about a folder of documents, as the deployed API does."""
    from homelab.aws.retrieval_api.local.application import create_application
    from homelab.aws.retrieval_api.local.server import create_server

    application = create_application(documents, database=database, answer_model=bedrock)
    for line in application.index():
        typer.echo(line, err=True)
    server = create_server(application.handle, host, port)
    typer.echo(f"Answering at http://{server.server_address[0]}:{server.server_address[1]}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    endpoint: Annotated[str, typer.Option(metavar="URL", help="URL of the API.")] = LOCAL,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="Chunks that the answer may be based on.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
) -> None:
    """Ask a retrieval API. A token for it comes from the variable RETRIEVAL_API_TOKEN."""
    from pydantic import ValidationError

    from homelab.aws.retrieval_api.function.models import Query
    from homelab.aws.retrieval_api.local.client import Client, RetrievalError

    try:
        query = Query(question=question, top_k=top_k)
        answer = Client(endpoint, os.environ.get("RETRIEVAL_API_TOKEN", "")).query(query)
    except (RetrievalError, ValidationError) as error:
        message = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        typer.echo(f"error: {message}", err=True)
        raise typer.Exit(1) from error
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
    from homelab.aws.retrieval_api.local.application import create_application

    typer.echo(create_application(Path()).openapi(endpoint))


if __name__ == "__main__":
    app(prog_name="python -m homelab.aws.retrieval_api")
