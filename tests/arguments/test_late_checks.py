import pulumi

from homelab.arguments.late_checks import late_check, watched_checks
from homelab.offline import record


def test_checks_are_watched_only_meanwhile():
    def program() -> None:
        with watched_checks() as outer:
            first = late_check(pulumi.Output.from_input("a"))
            with watched_checks() as inner:
                second = late_check(pulumi.Output.from_input("b"))
            late_check("plain values have been checked at once")
        late_check(pulumi.Output.from_input("c"))
        assert outer == [first]
        assert inner == [second]

    record(program)
