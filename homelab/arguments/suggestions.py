"""Names that people may have meant."""

import difflib
from collections.abc import Iterable


def did_you_mean(found: str, known: Iterable[str], *, path: str = "") -> str:
    """End of a message about an unknown name: the known one that is closest to it; empty if none is close.

    Case does not count. A variable means the argument that its name ends with: ``OPENID_ISSUER`` means ``issuer``.

    :param path: What stands before the names, up to the last dot. Default: nothing.
    """
    names, lowered = {name.lower(): name for name in known}, found.lower()
    ends = sorted((name for name in names if lowered.endswith(f"_{name}")), key=len)[-1:]
    close = difflib.get_close_matches(lowered, [*names], n=1)
    meant = (ends or close) if found.isupper() else (close or ends)
    return f" (did you mean {path}{names[meant[0]]}?)" if meant else ""
