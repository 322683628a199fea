"""Data for machines, as text: one form for all commands."""

import json
from collections.abc import Callable


def json_text(value: object, *, default: Callable[[object], object] | None = None) -> str:
    """JSON, indented, without escapes of letters.

    :param default: Makes plain data of a value that JSON has no form for. Default: such a value is an error.
    """
    return json.dumps(value, indent=2, ensure_ascii=False, default=default)
