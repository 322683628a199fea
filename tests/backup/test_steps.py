"""Steps, and how they end."""

from collections.abc import Callable

import pytest

from homelab.backup.steps import NothingChangedError, Step, StoppedError, carry_out, described
from homelab.running.errors import NoAnswerError


class Work:
    def __init__(self) -> None:
        self.log: list[str] = []

    def step(
        self,
        name: str,
        error: BaseException | None = None,
        *,
        undo: BaseException | bool = False,
        reversible: bool = True,
    ) -> Step:
        return Step(
            name,
            f"to {name}",
            self.doing(name, error),
            unfinished=f"{name} is open",
            undo=self.doing(f"undo {name}", None if undo is True else undo or None) if undo else None,
            is_reversible=reversible,
        )

    def doing(self, name: str, error: BaseException | None) -> Callable[[], None]:
        def do() -> None:
            self.log.append(name)
            if error:
                raise error

        return do

    def fails(self, *steps: Step) -> StoppedError:
        with pytest.raises(StoppedError) as stopped:
            carry_out(steps, lambda _: None, undone="as before")
        return stopped.value


@pytest.fixture
def work() -> Work:
    return Work()


def test_steps_are_done_in_their_order_and_said_before(work: Work):
    lines: list[str] = []
    steps = [work.step("a", undo=True), work.step("b")]
    carry_out(steps, lines.append, undone="")
    assert work.log == ["a", "b"]
    assert lines == ["1/2 a: to a", "2/2 b: to b"]
    assert described(steps) == ["1. a: to a", "2. b: to b"]


def test_a_failure_undoes_what_was_done_the_last_first(work: Work):
    error = work.fails(
        work.step("a", undo=True),
        work.step("b", undo=True),
        work.step("c", NoAnswerError("no"), undo=True),
        work.step("d"),
    )
    assert work.log == ["a", "b", "c", "undo c", "undo b", "undo a"]
    assert (str(error), error.exit_code) == ("c: no; as before", 1)


def test_a_step_that_cannot_be_undone_leaves_everything_and_says_so(work: Work):
    error = work.fails(work.step("a", undo=True), work.step("b", NoAnswerError("no"), reversible=False))
    assert work.log == ["a", "b"]
    assert str(error) == "b: no; b is open"


def test_such_a_step_is_undone_if_it_has_changed_nothing(work: Work):
    error = work.fails(work.step("a", undo=True), work.step("b", NothingChangedError("refused"), reversible=False))
    assert work.log == ["a", "b", "undo a"]
    assert str(error) == "b: refused; as before"


def test_what_cannot_be_undone_is_said_with_both_reasons(work: Work):
    error = work.fails(work.step("a", undo=NoAnswerError("gone")), work.step("b", KeyboardInterrupt()))
    assert (str(error), error.exit_code) == ("b: interrupted; undoing a failed too: gone; a is open", 130)


def test_a_second_ctrl_c_ends_the_undoing_and_is_said(work: Work):
    error = work.fails(work.step("a", undo=KeyboardInterrupt()), work.step("b", KeyboardInterrupt()))
    assert str(error) == "b: interrupted; undoing a failed too: interrupted; a is open"


def test_a_termination_has_its_own_exit_code(work: Work):
    assert work.fails(work.step("a", SystemExit(143))).exit_code == 143


def test_a_mistake_of_ours_is_undone_as_well_and_named(work: Work):
    assert str(work.fails(work.step("a", KeyError("x"), undo=True))) == "a: KeyError: 'x'; as before"
    assert work.log == ["a", "undo a"]


def test_after_lines_of_a_log_the_state_has_a_line_of_its_own(work: Work):
    assert str(work.fails(work.step("a", NoAnswerError("no\n  last words")))) == "a: no\n  last words\nas before"
