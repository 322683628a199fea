"""An upgrade from one state of the project to another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.upgrade.changes import Change, Verb, changes
from tests.upgrade.programs import Outcome, Program, programs, run


def upgrade(previous: Path, present: Path) -> set[Change]:
    """What the code of ``present`` does to the stacks and examples of ``previous``.

    :raises ValueError: ``previous`` could not run them itself.
    """
    before = programs(previous, previous)
    outcomes = run(before, previous)
    # The same random values on both sides, or every Secret would be another one.
    after = [
        replace(program, generated=outcome.generated)
        for program, outcome in zip(programs(previous, present), outcomes, strict=True)
    ]
    upgraded = zip(after, outcomes, run(after, present), strict=True)
    return {change for program, old, new in upgraded for change in _changes(program, old, new)}


def _changes(program: Program, old: Outcome, new: Outcome) -> Iterator[Change]:
    if old.error:
        raise ValueError(f"{program.file} was wrong before the upgrade: {old.error}")
    if new.error:
        yield Change(Verb.REFUSES, program.file, new.error)
    else:
        yield from changes(old.resources, new.resources)
