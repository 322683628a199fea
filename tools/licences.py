"""Licences of the images, and what they oblige to: the tables at the end of ``docs/licences.md``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.documents import rewritten

FILE = Path(__file__).parent.parent / "docs" / "licences.md"

_NOTICE = "keep its copyright notice where you pass the program on"
_NETWORK = (
    "who changes the program has to offer its source to all who use it over a network; its settings are no change. Who "
    "passes it on has to give the source as well"
)
_SOURCE = "who passes the program on has to give the source, too"
_SOURCE_OF_FILES = (
    "who passes the program on has to give the source of its files, changed ones included; files beside them are free"
)

OBLIGATIONS: Mapping[str, str] = {
    "AGPL-3.0": _NETWORK,
    "AGPL-3.0-or-later": _NETWORK,
    "Apache-2.0": f"{_NOTICE}, and say what you changed; who sues over a patent in it loses the right to use it",
    "BSD-2-Clause": _NOTICE,
    "BSD-3-Clause": f"{_NOTICE}; do not advertise with its authors' names",
    "GPL-2.0-or-later": _SOURCE,
    "MIT": _NOTICE,
    "MPL-2.0": _SOURCE_OF_FILES,
    "PSF-2.0": f"{_NOTICE}, and say what you changed",
    "PostgreSQL": _NOTICE,
    "SSPL-1.0": (
        "no open-source licence: who offers the program itself as a service to others has to publish the source of all "
        "that runs the service. A workspace offers LibreChat, not its database; ask a lawyer where that is the question"
    ),
}
"""What somebody who deploys a program has to do, by the SPDX identifier of its licence."""


@dataclass(frozen=True)
class Program:
    """Program in one or more images."""

    name: str
    images: Sequence[str]
    """Constants of `homelab.images`."""
    licence: str
    """SPDX expression."""
    mind: str = ""
    """What the licence alone does not say."""


PROGRAMS = (
    Program("LibreChat, its RAG API", ("LIBRECHAT", "RAG_API_LITE", "RAG_API_FULL"), "MIT"),
    Program(
        "Meilisearch",
        ("MEILISEARCH",),
        "MIT",
        "the community edition; features of the enterprise edition are under BUSL-1.1, and none is used",
    ),
    Program("Postgres, pgvector", ("PGVECTOR",), "PostgreSQL"),
    Program(
        "Postgres with documentdb",
        ("POSTGRES_DOCUMENTDB",),
        "MIT AND PostgreSQL AND GPL-2.0-or-later",
        "the GPL is that of PostGIS, which the image contains",
    ),
    Program("FerretDB", ("FERRETDB",), "Apache-2.0"),
    Program(
        "MongoDB",
        ("MONGODB",),
        "SSPL-1.0",
        "runs with `documentdb.engine: mongodb`; and with `backup`, which takes MongoDB's tools (Apache-2.0) and shell "
        "from this image and runs no server, unless `backup.images.documents` names another one",
    ),
    Program("Valkey", ("VALKEY",), "BSD-3-Clause"),
    Program("SearXNG", ("SEARXNG",), "AGPL-3.0-or-later"),
    Program("Firecrawl, its queue database", ("FIRECRAWL", "FIRECRAWL_POSTGRES"), "AGPL-3.0"),
    Program("Firecrawl's browser", ("FIRECRAWL_PLAYWRIGHT",), "AGPL-3.0", "contains Chromium, BSD-3-Clause and others"),
    Program("RabbitMQ", ("RABBITMQ",), "MPL-2.0"),
    Program("Ollama", ("OLLAMA",), "MIT", "every model has a licence of its own"),
    Program(
        "LibreChat's admin panel", ("ADMIN_PANEL",), "AGPL-3.0", "as others state; upstream's own file was not read"
    ),
    Program(
        "Speaches",
        ("SPEACHES_CPU", "SPEACHES_CUDA"),
        "MIT",
        "as others state; the CUDA image contains NVIDIA's libraries under NVIDIA's terms; every model has a licence "
        "of its own",
    ),
    Program("Python", ("PYTHON",), "PSF-2.0"),
    Program("restic", ("RESTIC",), "BSD-2-Clause"),
    Program("sops", ("SOPS",), "MPL-2.0"),
    Program("postgres_exporter", ("POSTGRES_EXPORTER",), "Apache-2.0"),
    Program("redis_exporter", ("VALKEY_EXPORTER",), "MIT"),
    Program("mongodb_exporter", ("MONGODB_EXPORTER",), "Apache-2.0"),
)


def licence_of(image: str) -> str:
    """SPDX expression of an image, by the name of its constant.

    :raises KeyError: `PROGRAMS` lacks it.
    """
    return {name: program.licence for program in PROGRAMS for name in program.images}[image]


def identifiers(expression: str) -> list[str]:
    """SPDX identifiers in an expression."""
    return re.split(r" AND | OR ", expression)


def text() -> str:
    """The document, with its tables written anew."""
    return rewritten(FILE, [*_programs(), "", *_obligations(), ""])


def _programs() -> Iterator[str]:
    yield "| program | image in `homelab.images` | licence | mind |"
    yield "|---|---|---|---|"
    for each in PROGRAMS:
        yield f"| {each.name} | {', '.join(f'`{image}`' for image in each.images)} | {each.licence} | {each.mind} |"


def _obligations() -> Iterator[str]:
    yield "## What they oblige to"
    yield "| licence | whoever deploys it |"
    yield "|---|---|"
    yield from (f"| {licence} | {obligation} |" for licence, obligation in OBLIGATIONS.items())


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
