"""Regular expressions as LibreChat's server takes them: RE2's, without lookaround and backreferences."""

import functools
import re

_ANY_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")


@functools.cache
def refusal(pattern: str) -> str | None:
    """Why RE2 refuses a pattern; None where it takes it."""
    import re2

    # LibreChat's engine is RE2 in JavaScript, which lacks this.
    if _ANY_BYTE.search(pattern):
        return "it has no \\C"
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return None


def matches(pattern: str, text: str) -> bool:
    """Whether ``text`` has a match of one of the schema's own patterns, which are JavaScript's; RE2 reads them so."""
    import re2

    return re2.search(pattern, text) is not None
