"""A page for each example: what it is, what it renders, and its program."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.features import rows
from tools.site.markdown import fence, from_docstring, table
from tools.site.pictures import drawing
from tools.site.programs import Example, examples
from tools.stack_files import sample_secrets, stack_name

_LANGUAGES = {".py": "python", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}


def pages() -> Mapping[str, str]:
    """Pages by path, with a list of all of them."""
    rows = [(f"[{each.name}]({each.name}.md)", from_docstring(_first_line(each))) for each in examples()]
    index = (
        f"# Examples\nEach is a complete Pulumi program in `examples/`.\n\n{table(['Example', 'What it shows'], rows)}"
    )
    return {"examples/index.md": index, **{f"examples/{each.name}.md": _page(each) for each in examples()}}


def _first_line(example: Example) -> str:
    return example.description.partition("\n\n")[0]


def _page(example: Example) -> str:
    return "\n".join(
        [
            f"# {example.name}",
            f"{from_docstring(example.description)}\n",
            *_picture(example),
            *_features(example),
            "## Look at what it renders\nThis needs neither a cluster nor a key, and writes nothing:\n",
            *(fence("bash", command(example, each)) for each in example.stacks),
            "## Its files",
            *_files(example),
        ]
    )


def command(example: Example, stack: Path) -> str:
    """What shows what a stack of an example renders, with made-up values for its secrets."""
    words = ["homelab", "render", "--preview", "--cwd", f"examples/{example.name}", "--stack", stack_name(stack)]
    given = [f"--config {shlex.quote(f'{key}={value}')}" for key, value in sample_secrets(stack).items()]
    return " \\\n  ".join([shlex.join(words), *given])


def _picture(example: Example) -> Iterator[str]:
    for stack in map(stack_name, example.stacks):
        if name := drawing(example.name, stack):
            yield f"![Who speaks to whom in the example {example.name}, stack {stack}](../pictures/{name})\n"


def _features(example: Example) -> Iterator[str]:
    shown = [row.feature for row in rows() if row.example == example.name]
    if shown:
        yield "It shows, of the [features](../features.md):\n"
        yield "".join(f"- {feature}\n" for feature in shown)


def _files(example: Example) -> Iterator[str]:
    """Its files, those that Pulumi itself needs last."""
    found = [path for path in sorted(example.folder.rglob("*")) if path.suffix in _LANGUAGES and path.is_file()]
    for path in sorted(found, key=lambda path: (path.name.startswith("Pulumi"), path)):
        if "rendered" not in path.parts:
            yield f"### `{path.relative_to(example.folder)}`"
            yield fence(_LANGUAGES[path.suffix], path.read_text(encoding="utf-8"))
