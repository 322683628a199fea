"""Drawings of what the examples declare, in ``docs/pictures``."""

import re
from pathlib import Path

from tools.site.programs import ROOT

FOLDER = ROOT / "docs" / "pictures"
_DIAGRAM = re.compile(
    r"(?<=\n)## Example (?P<name>[\w-]+), stack (?P<stack>[\w-]+)\n(?P<block>```mermaid\n.*?^```$)", re.M | re.S
)


def drawing(example: str, stack: str, folder: Path = FOLDER) -> str | None:
    """The drawing of an example's stack, with the stack's name if there are several; None if there is none."""
    names = (f"example-{example}-{stack}.svg", f"example-{example}.svg")
    return next((name for name in names if (folder / name).is_file()), None)


def drawn(text: str, to_pictures: str, folder: Path = FOLDER) -> str:
    """A page with drawings in place of Mermaid's text, which a site without its script does not draw.

    :param to_pictures: Relative path of the pictures' folder.
    """

    def replaced(found: re.Match[str]) -> str:
        name = drawing(found["name"], found["stack"], folder)
        picture = f"![What the example {found['name']} declares]({to_pictures}/{name})"
        return found[0].replace(found["block"], picture) if name else found[0]

    return _DIAGRAM.sub(replaced, text)
