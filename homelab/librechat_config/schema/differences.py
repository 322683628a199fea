"""Differences between this validation and LibreChat's zod schema."""

from collections.abc import Mapping

DIFFERENCES: Mapping[str, str] = {
    "spaces around strings": (
        "zod trims tokens, tenants, scopes and URLs of code environments before validation; here spaces are rejected"
    ),
    "variables in URLs of MCP servers": (
        "zod needs their values, and reports an unset variable as an invalid URL; "
        "here a URL is accepted if its variables have no known value, and `problems` looks up their names"
    ),
    "unusual URLs": (
        "zod accepts IPv4 addresses other than four numbers (http://1.2), escapes in host names and the scheme file; "
        "here they are rejected"
    ),
    "unusual addresses": (
        "in allowedAddresses, zod accepts IPv4 addresses with numbers above 255 and host names in brackets, "
        "and interprets IPv6 addresses by their spelling; here addresses must be valid and in their shortest form"
    ),
    "regular expressions": (
        "zod compiles them with RE2 for JavaScript, this validation with RE2 itself: they differ in \\C and in literal "
        "braces, and the limit of 8192 instructions for all filters in total is not checked"
    ),
    "dates": "zod accepts dates where it accepts any value; here they must be quoted",
}
"""Differences by subject."""
