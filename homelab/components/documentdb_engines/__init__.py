"""The servers that `homelab.components.documentdb.DocumentDB` can be made of, one engine a file."""

from dataclasses import dataclass

import pulumi

from homelab.connections import MongoConnection

PORT = 27017
DATABASE = "LibreChat"
ROLE = "librechat"


@dataclass(frozen=True)
class Engine:
    """A running engine: how to reach it, and what a client waits for."""

    connection: MongoConnection
    workload: pulumi.Resource


def connection_string(host: str, password: str, options: str) -> str:
    """The URI of LibreChat's database for its own user; the password is letters and digits and needs no encoding."""
    return f"mongodb://{ROLE}:{password}@{host}:{PORT}/{DATABASE}?{options}"
