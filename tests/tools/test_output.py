from typing import Any

import pytest
from pulumi.automation import EngineEvent

from tools.output import Output, as_make

TRACEBACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyboardInterrupt\n'
STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
SECRET = "urn:pulumi:dev::p::homelab:index:AIWorkspace$kubernetes:core/v1:Secret::ai-secret"
EXISTS = (
    f'resource "{SECRET}" was not successfully created by the Kubernetes API server: secrets "ai-secret" already exists'
    "\n\nThe resource already exists in the cluster. This can happen when:\n  - Renaming a Pulumi resource"
)


def diagnostic(message: str, severity: str = "error", urn: str = STACK, **more: Any) -> EngineEvent:
    event = {"message": message, "severity": severity, "urn": urn, "color": "never", **more}
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": event})


def printed(
    capsys: pytest.CaptureFixture[str], *events: EngineEvent, lines: str = "", failed: bool = True
) -> tuple[str, str]:
    """What an operation prints, on standard output and as errors."""
    output = Output("dev")
    for line in lines.splitlines():
        output.line(line)
    for event in events:
        output.event(event)
    output.end(failed=failed)
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_cause_stands_alone_and_once(capsys: pytest.CaptureFixture[str]):
    events = [
        diagnostic("update failed"),
        diagnostic(TRACEBACK, "info#err"),
        diagnostic("Retry #0", "info", SECRET, ephemeral=True),
        diagnostic(EXISTS, urn=SECRET),
        diagnostic(EXISTS, urn=SECRET),
    ]
    assert printed(capsys, *events)[1] == 'Secret ai-secret: secrets "ai-secret" already exists\n'


def test_a_cause_that_many_objects_share_is_shown_once(capsys: pytest.CaptureFixture[str]):
    events = [diagnostic("no cluster", urn=f"{SECRET}-{number}") for number in range(3)]
    assert printed(capsys, *events)[1] == "Secret ai-secret-0 and 2 more: no cluster\n"


def test_an_unexpected_error_of_the_program_is_shown_whole(capsys: pytest.CaptureFixture[str]):
    text = f"Program failed with an unhandled exception:\n{TRACEBACK}"
    assert printed(capsys, diagnostic("update failed"), diagnostic(text))[1] == text


def test_without_any_message_the_command_lines_own_error_is_shown(capsys: pytest.CaptureFixture[str]):
    output = Output("dev")
    output.arguments()["on_error"]("error: no such passphrase")
    output.end(failed=True)
    assert capsys.readouterr().err == "no such passphrase\n"


def test_a_warning_is_shown_after_a_success(capsys: pytest.CaptureFixture[str]):
    warning = diagnostic("the next `pulumi destroy` deletes", "warning")
    assert printed(capsys, warning, failed=False)[1] == "the next `make down` deletes\n"


def test_diagnostics_are_not_repeated_between_progress_and_summary(capsys: pytest.CaptureFixture[str]):
    lines = """\
 +  kubernetes:core/v1:Secret ai-secret creating (0s)
 +  pulumi:pulumi:Stack p-dev creating (0s)
 +  pulumi:pulumi:Stack p-dev creating (0s) Traceback (most recent call last):
 +  pulumi:pulumi:Stack p-dev create error: an unhandled error
 +  pulumi:pulumi:Stack p-dev **creating failed (0.34s)** 1 error; 26 messages
Diagnostics:
  pulumi:pulumi:Stack (p-dev):
    Traceback (most recent call last):

Outputs:
    url: "http://localhost:3080"

Resources:
    + 2 created
"""
    out, _ = printed(capsys, diagnostic("x"), lines=lines)
    assert out.splitlines() == [
        " +  kubernetes:core/v1:Secret ai-secret creating (0s)",
        " +  pulumi:pulumi:Stack p-dev creating (0s)",
        "Resources:",
        "    + 2 created",
    ]
    assert "localhost" in printed(capsys, lines=lines, failed=False)[0]


@pytest.mark.parametrize(
    ("text", "stack", "expected"),
    [
        ("run `pulumi refresh`, then `pulumi up`", "dev", "run `make refresh`, then `make up`"),
        ("`pulumi destroy`", "prod", "`make down STACK=prod`"),
        (
            "set it by `pulumi config set --secret --path 'homelab:workspace.custom_endpoints[0].api_key'`",
            "prod",
            "set it by `make secret KEY='custom_endpoints[0].api_key' STACK=prod`",
        ),
        ("`pulumi import` is nothing that make has", "dev", "`pulumi import` is nothing that make has"),
    ],
)
def test_commands_are_those_of_make(text: str, stack: str, expected: str):
    assert as_make(text, stack) == expected
