"""What arguments, keys of librechat.yaml and variables are about, from the tables of ``docs/features.md``."""

from tools.features import rows


def features() -> dict[str, list[str]]:
    """The capabilities, by the arguments, keys and variables that are named with them."""
    found: dict[str, list[str]] = {}
    for row in rows():
        for setting in (*row.arguments, *row.own):
            found.setdefault(setting.path, []).append(row.feature)
    return found
