"""Variables of LibreChat and the RAG API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from homelab.detection.names import is_secret
from homelab.explain.description import Child, Description, Kind, Node, first_sentence, part_of_text
from homelab.explain.examples import at
from homelab.explain.facts import arguments_of_variable, example_at, feature, rules_about
from homelab.librechat_config.ownership import GROUP_VARIABLES, OWNED, settable
from homelab.librechat_config.schema.published import web_search_defaults
from homelab.librechat_config.variables import Reader, unknown_variables
from homelab.librechat_config.variables.addresses import address_variable
from homelab.librechat_config.variables.check import all_names
from homelab.stack.keys import set_command

GROUPS: Mapping[Reader, str] = {Reader.LIBRECHAT: "librechat", Reader.RAG_API: "rag"}
"""Argument of a workspace for each program."""
_SWITCH = "Whether to enable it."
"""What a group's ``enabled`` means everywhere."""
_SEE = "https://www.librechat.ai/docs/configuration/dotenv"
PROGRAMS: Mapping[Reader, str] = {Reader.LIBRECHAT: "LibreChat", Reader.RAG_API: "the RAG API"}


@dataclass(frozen=True)
class Variable:
    """A variable that a program reads."""

    name: str
    reader: Reader
    argument: str
    """Argument that sets it: ``librechat.env``."""

    @property
    def children(self) -> Mapping[str, Node]:
        """Nothing."""
        return {}

    def child(self, name: str) -> Node | None:  # noqa: ARG002 (nothing is below)
        """Nothing."""
        return None

    def unknown(self, name: str) -> str:
        """The message about something below it."""
        return f"{self.name} is a variable: there is no {name} below it"

    def describe(self) -> Description:
        """All that is known of it."""
        path, owner = f"{self.argument}.{self.name}", self._owner
        secret, setter = is_secret(self.name), self._setter
        return Description(
            path=self.name if owner is not None else path,
            kind=Kind.VARIABLE,
            type="string",
            meaning=f"Variable of {PROGRAMS[self.reader]}. {self.about}".rstrip(),
            expected=self._expected,
            secret=secret,
            may_be_output=owner is None,
            librechat=self._set_by,
            rules=rules_about(self.name) if self.reader is Reader.LIBRECHAT else (),
            part_of=feature(self.name),
            example=self._example(path, setter),
            command=self._command(path) if setter is None else setter.command,
            see=_SEE if self.reader is Reader.LIBRECHAT else None,
        )

    def summary(self, name: str) -> Child:
        """One line about it."""
        return Child(name, "string", required=False, meaning=first_sentence(self.about) or part_of_text(feature(name)))

    @property
    def _owner(self) -> str | None:
        """Argument to use instead, as the library sets it; empty if it is fixed."""
        return OWNED[self.reader].get(self.name)

    @property
    def about(self) -> str:
        """What is known of it: which argument sets it, and what that means; empty for what is in the list alone."""
        for hint in unknown_variables([self.name], reader=self.reader):
            _, _, what = hint.partition(": ")
            return f"{what[:1].upper()}{what[1:]}."
        if self._owner:
            return f"The library sets it: use {self._owner} instead."
        if self._owner is not None:
            return "The library sets it, and it is fixed."
        if self.name in GROUP_VARIABLES and self.reader is Reader.LIBRECHAT:
            return f"The library sets it where {GROUP_VARIABLES[self.name]} is set."
        return "" if self._setter is None else f"Set by {self._setter.path}: {first_sentence(self._setter.meaning)}."

    @property
    def _setter(self) -> Description | None:
        """The argument that is most about it, of those that set it and can be left out."""
        # Arguments have variables below them.
        from homelab.explain.find import find

        arguments = () if self._owner is not None else arguments_of_variable(self.name, self.reader)
        if not arguments:
            return None
        described = find(arguments[0]).describe()
        # A plain switch says nothing of what it switches on.
        return find(arguments[0].rpartition(".")[0]).describe() if described.meaning == _SWITCH else described

    def _example(self, path: str, setter: Description | None) -> Mapping[str, Any] | None:
        """How it is set: as a variable, which overrides what arguments set unless it is a secret, or by an argument."""
        example = example_at(path)
        if example is None or self._owner is not None or (setter is not None and is_secret(self.name)):
            return None if setter is None else setter.example
        return at(tuple(path.split(".")), example)

    def _command(self, path: str) -> str | None:
        return set_command(path) if is_secret(self.name) and self._owner is None else None

    @property
    def _expected(self) -> Sequence[str]:
        address = address_variable(self.name, self.reader)
        if address is None:
            return []
        condition = f" where {address.only_with[0]} is {address.only_with[1]}" if address.only_with else ""
        return [f"{address.form.value}{', or the path of a file' * address.or_path}{condition}"]

    @property
    def _set_by(self) -> Sequence[str]:
        keys = [f"webSearch.{key}" for key, default in web_search_defaults().items() if default == f"${{{self.name}}}"]
        arguments = arguments_of_variable(self.name, self.reader)
        return [*arguments, *(keys if self.reader is Reader.LIBRECHAT else ())]


@dataclass(frozen=True)
class Variables:
    """The variables of a program that an argument can set."""

    reader: Reader
    argument: str
    """``librechat.env``."""
    secret: bool
    """Whether it is for secrets."""

    @property
    def children(self) -> Mapping[str, Node]:
        """Variables by name, without those that the library sets itself."""
        return {name: self._variable(name) for name in settable(self.reader, secret=self.secret)}

    def child(self, name: str) -> Node | None:
        """The variable ``name``, whether or not it is a secret."""
        return self._variable(name) if is_known(name, self.reader) else None

    def unknown(self, name: str) -> str:
        """The message about a variable that the program does not read."""
        return f"{self.argument}.{next(iter(unknown_variables([name], reader=self.reader)))}"

    def _variable(self, name: str) -> Variable:
        return Variable(name, self.reader, self.argument)


def variable(name: str) -> Variable | None:
    """A variable by its name alone: LibreChat's, else the RAG API's."""
    return next((variable_of(reader, name) for reader in GROUPS if is_known(name, reader)), None)


def variable_of(reader: Reader, name: str) -> Variable:
    """A variable that a program reads, where a workspace sets it."""
    return Variable(name, reader, f"{GROUPS[reader]}.{'secret_env' if is_secret(name) else 'env'}")


def names_of(reader: Reader) -> Sequence[str]:
    """Names of all variables of a program, without patterns."""
    return [name for name in sorted(all_names(reader)) if "*" not in name]


def is_known(name: str, reader: Reader) -> bool:
    """Whether a program, or a library of it, reads a variable."""
    return any(fnmatchcase(name, known) for known in all_names(reader)) and "*" not in name


def unknown_variable(name: str) -> Iterator[str]:
    """The message about a variable that no program reads, with what has become of it."""
    yield from unknown_variables([name], reader=Reader.LIBRECHAT)
