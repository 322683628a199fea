"""Hints for removed or renamed keys and variables of LibreChat, and for those that users mistake for others.

``history.json`` is maintained by hand. A version in a hint is the first tag without the name: upstream's schema and
sources of every tag from v0.4.0 on were compared. Hints follow "unknown key: ..." or "NAME: ...".
"""

from collections.abc import Mapping
from pathlib import Path

from homelab.librechat_config.tables import by_name, load

_TABLES = load(Path(__file__).with_suffix(".json"))

KEYS: Mapping[str, str] = by_name(_TABLES["keys"])
"""Hints by path, where ``*`` is any key, for unknown keys and values of a wrong type."""
VARIABLES: Mapping[str, str] = by_name(_TABLES["librechat"])
"""Hints for variables of LibreChat."""
RAG_API_VARIABLES: Mapping[str, str] = by_name(_TABLES["rag_api"])
"""Hints for variables of the RAG API."""
