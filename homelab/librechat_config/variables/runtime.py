"""Variables that runtimes and libraries of LibreChat and the RAG API read.

``*`` matches any part of a name. As of 2026-11-21, for Node.js 24 and Python 3.12.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from homelab.librechat_config.tables import load
from homelab.librechat_config.variables.reader import Reader

_TABLES = load(Path(__file__).with_suffix(".json"))

READ_BY: Mapping[Reader, Mapping[str, Sequence[str]]] = {
    Reader.LIBRECHAT: _TABLES["librechat"],
    Reader.RAG_API: _TABLES["rag_api"],
}
