"""Files of SVG: drawn by D2, stamped with the text that they were drawn from, and read again."""

import hashlib
import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from tools.librechat.packages import install

FOLDER = Path(__file__).parent
_STAMP = re.compile(r"<!-- drawn from sha256:(?P<digest>[0-9a-f]{64}) -->\s*\Z")
_SVG = "{http://www.w3.org/2000/svg}"


def draw(texts: Mapping[str, str], cache: Path) -> dict[str, str]:
    """SVGs of diagrams, by the same names.

    :param texts: What D2 draws, by name.
    :param cache: Where the installed D2 is kept.
    :raises PackageError: node or npm is missing, or npm fails.
    """
    if not texts:
        return {}
    modules = install(cache, FOLDER) / "node_modules"
    with tempfile.TemporaryDirectory() as out:
        program = ["node", str(FOLDER / "draw.mjs"), str(modules), out]
        subprocess.run(program, input=json.dumps(texts), text=True, check=True)
        drawn = {name: Path(out, f"{name}.svg").read_text(encoding="utf-8") for name in texts}
    return {name: f"{svg.rstrip()}\n{_stamp(texts[name])}\n" for name, svg in drawn.items()}


def is_drawn_from(svg: str, text: str) -> bool:
    """Whether ``svg`` is what `draw` made of ``text`` with the pinned version of D2."""
    found = _STAMP.search(svg)
    return found is not None and found["digest"] == _digest(text)


def words(svg: str) -> list[str]:
    """Lines of text in an SVG, in its order, with plain spaces."""
    texts = ElementTree.fromstring(svg).iter(f"{_SVG}text")
    lines = [line for text in texts for line in (text.findall(f"{_SVG}tspan") or [text])]
    return ["".join(each.itertext()).replace("\N{NO-BREAK SPACE}", " ") for each in lines]


def _stamp(text: str) -> str:
    return f"<!-- drawn from sha256:{_digest(text)} -->"


def _digest(text: str) -> str:
    """Of all that an SVG follows from."""
    made_by = [(FOLDER / name).read_text(encoding="utf-8") for name in ("package-lock.json", "draw.mjs")]
    return hashlib.sha256("\0".join([text, *made_by]).encode()).hexdigest()
