"""Names that people may have meant."""

import difflib
from collections.abc import Iterable


def did_you_mean(found: str, known: Iterable[str], *, path: str = "") -> str:
    """End of a message about an unknown name: the known one that is closest to it; empty if none is close.

    :param path: What stands before the names, up to the last dot. Default: nothing.
    """
    close = difflib.get_close_matches(found, [*known], n=1)
    return f" (did you mean {path}{close[0]}?)" if close else ""
