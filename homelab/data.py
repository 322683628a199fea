"""Data for machines, as text: one form for all commands."""

import json


def json_text(value: object) -> str:
    """JSON, indented, without escapes of letters."""
    return json.dumps(value, indent=2, ensure_ascii=False)
