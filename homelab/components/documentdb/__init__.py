"""DocumentDB: the component, and one module per engine."""

from homelab.components.documentdb.args import DocumentDBArgs, DocumentDBEngine, DocumentDBServerArgs
from homelab.components.documentdb.component import DocumentDB

__all__ = ["DocumentDB", "DocumentDBArgs", "DocumentDBEngine", "DocumentDBServerArgs"]
