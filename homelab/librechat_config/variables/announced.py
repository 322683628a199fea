"""Variables of LibreChat v0.8.8 that are newer than the source from which ``librechat.json`` was generated.

From upstream's notes on config 1.3.15 to 1.3.17 (2026-09-02 to 2026-09-20) and its .env.example, as of 2026-11-21. Once
``librechat.json`` is generated from the source of a release, ``announced.json`` is empty.
"""

from collections.abc import Sequence
from pathlib import Path

from homelab.librechat_config.tables import load

ADDED: Sequence[str] = load(Path(__file__).with_suffix(".json"))
