"""Regular expressions with RE2's syntax, which LibreChat's server uses: no lookaround, no backreferences."""

import functools
import re

_ANY_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")


@functools.cache
def syntax_error(pattern: str) -> str | None:
    """Reason why a pattern is invalid in RE2; None if it is valid."""
    import re2

    # RE2 for JavaScript, LibreChat's engine, does not support it.
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
    """Whether ``text`` contains a match of a pattern in the schema, which JavaScript and RE2 read alike."""
    import re2

    return re2.search(pattern, text) is not None
