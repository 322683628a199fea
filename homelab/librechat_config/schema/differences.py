"""Where this checker and LibreChat's zod schema differ, on purpose or for good."""

from collections.abc import Mapping

DIFFERENCES: Mapping[str, str] = {
    "spaces around strings": (
        "zod trims tokens, tenants, scopes and URLs of code environments before it looks at them; "
        "here spaces are refused"
    ),
    "variables in URLs of MCP servers": (
        "zod needs their values and takes a variable that is not set for a wrong URL; "
        "here a URL passes whose variables have no known value, and `problems` looks the names up"
    ),
    "unusual URLs": (
        "zod takes IPv4 addresses that are no four numbers (http://1.2), escapes in host names and the scheme file; "
        "here they are refused"
    ),
    "unusual addresses": (
        "in allowedAddresses, zod takes IPv4 addresses with numbers above 255 and host names with brackets, "
        "and reads addresses inside of IPv6 ones by their spelling; here an address is one, in its shortest form"
    ),
    "regular expressions": (
        "zod compiles them with RE2 in JavaScript, this checker with RE2 itself: they differ in \\C and in braces that "
        "stand for themselves, and the limit of 8192 instructions for all filters together is not checked"
    ),
    "dates": "zod takes dates where it takes anything; here they are written in quotes",
}
"""What differs, by its subject."""
