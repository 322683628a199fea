"""What no definition says, but programs that are run tell: ``facts.json``, which ``make docs`` writes.

Effects come from deriving LibreChat's configuration with and without an argument, examples from the programs under
``examples/``, rules from the messages of the functions that check arguments, and of workspaces that set one variable
alone, and features from the tables of ``docs/features.md``.
"""

import difflib
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homelab.librechat_config.ownership import OWNED
from homelab.librechat_config.tables import load
from homelab.librechat_config.variables import Reader

FILE = Path(__file__).with_suffix(".json")
_MOST_EFFECTS = 16
"""Of a group: more are shown where they are set."""


@functools.cache
def _facts() -> Mapping[str, Any]:
    return load(FILE)


def section(reader: Reader) -> str:
    """Name of the section with the effects on a program."""
    return f"effects on {reader.value}"


def effects_of(argument: str, reader: Reader) -> Sequence[str]:
    """A program's variables, and keys of librechat.yaml, that an argument or those below it set."""
    effects: Mapping[str, Sequence[str]] = _facts()[section(reader)]
    below = [name for path, names in effects.items() if path.startswith(f"{argument}.") for name in names]
    owned = [variable for variable, owner in OWNED[reader].items() if owner == argument]
    found = [*dict.fromkeys([*owned, *effects.get(argument, ()), *below])]
    return found if len(found) <= _MOST_EFFECTS or owned else ()


def arguments_of_variable(variable: str, reader: Reader) -> Sequence[str]:
    """Arguments that set a variable of a program; the one that is most about it is first."""
    effects: Mapping[str, Sequence[str]] = _facts()[section(reader)]
    owner = OWNED[reader].get(variable)

    def distance(argument: str) -> tuple[bool, int, float]:
        alike = difflib.SequenceMatcher(None, argument.replace(".", "_"), variable.lower()).ratio()
        return argument.endswith(".enabled"), len(effects[argument]), -alike

    found = sorted((argument for argument in effects if variable in effects[argument]), key=distance)
    return [*dict.fromkeys([*([owner] if owner else []), *found])]


def arguments_of_key(key: str) -> Sequence[str]:
    """Arguments that set a key of librechat.yaml."""
    return [argument for argument, effects in _facts()[section(Reader.LIBRECHAT)].items() if key in effects]


def example_at(path: str) -> Any:
    """A value from one of the examples; None if there is none.

    :param path: ``librechat.ingress``; of keys and variables ``librechat.config.interface`` and ``librechat.env.NAME``.
    """
    return _facts()["examples"].get(path)


def secrets_of_example(path: str) -> Sequence[str]:
    """Paths of the secrets that an example lacks, as `pulumi config set --path` takes them."""
    return _facts()["secrets of examples"].get(path, ())


def rules_about(name: str) -> Sequence[str]:
    """What holds across an argument, or a variable, and others, with ``…`` for what depends on their values."""
    return _facts()["rules"].get(name, ())


def features_of(name: str) -> Sequence[str]:
    """The capabilities that an argument, a key of librechat.yaml or a variable is about, in the order of the tables."""
    return _facts()["features"].get(name, ())


def feature(name: str) -> str | None:
    """The capability that it is about first; None if no table names it."""
    return next(iter(features_of(name)), None)
