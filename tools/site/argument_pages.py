"""Pages of the reference about arguments: one for each group of a component, from what ``homelab explain`` knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from homelab.explain import Description, Node
from homelab.explain.arguments import ANY_NAME, Value
from homelab.explain.components import component
from tools.site.markdown import fence, from_docstring
from tools.site.uses import uses

GENERAL = "general"
"""The page of arguments that are in no group."""
_SHORT = 80
"""Characters of an example that stands in a line."""


def pages(name: str, folder: str) -> Mapping[str, str]:
    """Pages by path: one of a component's own arguments, and one for each of its groups.

    :param name: Of the component.
    :param folder: Folder of the pages.
    """
    root = component(name)
    if root is None:
        raise ValueError(f"there is no component {name}")
    describe = _Describer(name)
    own = members(root)
    plain = "".join(describe.entry(node) for _, node in own if not members(node))
    about = from_docstring(root.describe().meaning)
    general = f"# General arguments of {name}\n{about}\n\nGroups of arguments have pages of their own.\n\n{plain}"
    return {
        f"{folder}/{GENERAL}.md": general,
        **{f"{folder}/{key}.md": "".join(describe.group(node, "#")) for key, node in own if members(node)},
    }


def members(node: Node) -> list[tuple[str, Node]]:
    """Arguments in a group, by name, also in the groups of a list or map; without LibreChat's own words."""
    own = [(name, child) for name, child in node.children.items() if isinstance(child, Value)]
    return [each for name, child in own for each in (members(child) if name == ANY_NAME else [(name, child)])]


@dataclass(frozen=True)
class _Describer:
    component: str

    def group(self, group: Node, heading: str) -> Iterator[str]:
        """A group: itself, its own arguments, and the groups in it."""
        yield self._described(group.describe(), heading)
        inner = [node for _, node in members(group)]
        yield from (self.entry(node) for node in inner if not members(node))
        for node in inner:
            if members(node):
                yield from self.group(node, "##")

    def entry(self, argument: Node) -> str:
        """An argument."""
        return self._described(argument.describe(), "###")

    def _described(self, description: Description, heading: str) -> str:
        path = description.path.removeprefix(f"{self.component}.")
        facts = "".join(f"- {from_docstring(fact)}\n" for fact in self._facts(description))
        title = f"{heading} `{path}` {{ #{anchor(path)} }}\n"
        return f"{title}{from_docstring(description.meaning)}\n\n{facts}\n{_example_block(description)}"

    def _facts(self, description: Description) -> Iterator[str]:
        expected = f": {'; '.join(description.expected)}" if description.expected else ""
        yield f"{'Required' if description.required else 'Optional'} {description.type}{expected}"
        if description.one_of:
            yield f"One of {', '.join(f'`{name}`' for name in description.one_of)} is required"
        if description.secret:
            yield "A secret: it may be encrypted in the stack's file, and is never shown"
        if description.default is not None:
            yield f"Default: {description.default}"
        if description.librechat:
            yield f"LibreChat's: {', '.join(f'`{name}`' for name in description.librechat)}"
        if description.rag_api:
            yield f"The RAG API's: {', '.join(f'`{name}`' for name in description.rag_api)}"
        for rule in description.rules:
            yield f"Rule: {rule}"
        if description.command:
            yield f"Set it: `{description.command}`"
        if description.example and (example := _in_a_line(description.example)):
            yield f"Example: `{example}`"
        for command in description.example_commands:
            yield f"Set a secret of the example: `{command}`"
        if (used := uses(self.component).get(description.path)) is not None:
            yield f"Used in [{used}](../../../examples/{used})"


def anchor(path: str) -> str:
    """The anchor of an argument on its page."""
    return path.replace(f"{ANY_NAME}.", "")


def _in_a_line(example: Mapping[str, object]) -> str:
    text = yaml.safe_dump({**example}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000)
    line = text.strip().removeprefix("{").removesuffix("}")
    return line if len(line) <= _SHORT and "`" not in line else ""


def _example_block(description: Description) -> str:
    if not description.example or _in_a_line(description.example):
        return ""
    text = yaml.safe_dump({**description.example}, sort_keys=False, allow_unicode=True, width=100)
    return f"{fence('yaml', text)}\n"
