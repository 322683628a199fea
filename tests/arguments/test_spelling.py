import pulumi

from homelab import ArgumentError
from homelab.arguments import warn
from homelab.arguments.spelling import spelled_by
from homelab.offline import record


def test_errors_and_warnings_are_spelled_as_the_program_spells_names():
    def program() -> None:
        with spelled_by(str.upper):
            assert str(ArgumentError("api_key: missing")) == "API_KEY: MISSING"
            warn("api_key: odd")
        assert str(ArgumentError("api_key: missing")) == "api_key: missing"

    assert list(record(program).warnings) == ["API_KEY: ODD"]


def test_what_an_output_finds_out_later_is_spelled_alike():
    def program() -> None:
        with spelled_by(str.upper):
            later = pulumi.Output.from_input("a").apply(lambda _: str(ArgumentError("api_key: missing")))
        pulumi.export("message", later)

    assert record(program).exports["message"] == "API_KEY: MISSING"
