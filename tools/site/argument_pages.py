"""Pages of the reference about arguments: one for each group of a component, derived from its definition."""

import inspect
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.librechat_config.ownership import GROUP_VARIABLES, OWNED
from homelab.librechat_config.variables import Reader
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from tools.site.arguments import Argument, arguments
from tools.site.markdown import from_docstring
from tools.site.uses import uses

_READERS = {Reader.LIBRECHAT: "LibreChat", Reader.RAG_API: "the RAG API"}
GENERAL = "general"
"""The page of arguments that are in no group."""


def pages(component: str, args_type: Any, folder: str) -> Mapping[str, str]:
    """Pages by path: one of the component's own arguments, and one for each of its groups.

    :param folder: That of the pages.
    """
    own = list(arguments(args_type))
    describe = _Describer(component, _variables() if args_type is AIWorkspaceArgs else {})
    plain = "".join(describe.entry(argument) for argument in own if argument.group is None)
    about = from_docstring(inspect.cleandoc(args_type.__doc__ or ""))
    general = f"# General arguments of {component}\n{about}\n\nGroups of arguments have pages of their own.\n\n{plain}"
    groups = [argument for argument in own if argument.group is not None]
    return {
        f"{folder}/{GENERAL}.md": general,
        **{f"{folder}/{each.name}.md": "".join(describe.group(each, "#")) for each in groups},
    }


@dataclass(frozen=True)
class _Describer:
    component: str
    variables: Mapping[str, Sequence[str]]
    """What each argument sets, by its path."""

    def group(self, group: Argument, heading: str) -> Iterator[str]:
        """A group: itself, its own arguments, and the groups in it, under headings of one level more."""
        yield self._described(group, heading)
        members = list(arguments(group.group, f"{group.path}."))
        yield from (self.entry(member) for member in members if member.group is None)
        for member in members:
            if member.group is not None:
                yield from self.group(member, "##")

    def entry(self, argument: Argument) -> str:
        """An argument."""
        return self._described(argument, "###")

    def _described(self, argument: Argument, heading: str) -> str:
        facts = "".join(f"- {fact}\n" for fact in self._facts(argument))
        return f"{heading} `{argument.path}` {{ #{argument.path} }}\n{from_docstring(argument.meaning)}\n\n{facts}\n"

    def _facts(self, argument: Argument) -> Iterator[str]:
        expected = f": {from_docstring(argument.expected)}" if argument.expected else ""
        yield f"{'Required' if argument.required else 'Optional'} {argument.type}{expected}"
        if argument.secret:
            yield "A secret: it may be encrypted in the stack's file, and is never shown"
        if argument.default:
            yield f"Default: {from_docstring(argument.default)}"
        yield from (f"Sets {each}" for each in self.variables.get(argument.path, ()))
        if use := uses(self.component).get(argument.path):
            link = f"[{use.example}](../../../examples/{use.example})"
            value = json.dumps(use.value, ensure_ascii=False)
            yield f"Example: `{argument.name}: {value}`, in {link}" if use.is_short else f"Example: in {link}"


def _variables() -> Mapping[str, Sequence[str]]:
    """Variables of the programs that each argument sets, by its path."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for reader, program in _READERS.items():
        conditional = GROUP_VARIABLES if reader is Reader.LIBRECHAT else {}
        by_argument: defaultdict[str, list[str]] = defaultdict(list)
        for variable, argument in [*OWNED[reader].items(), *conditional.items()]:
            by_argument[argument].append(f"`{variable}`")
        for argument, names in by_argument.items():
            found[argument].append(f"{', '.join(sorted(names))} of {program}")
    return found
