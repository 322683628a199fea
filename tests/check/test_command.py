import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homelab.check.command import CheckError, CheckResult, Environment, check_file, check_variables, read_variables
from tests.detection.tokens import tokens

BRACES = "{{...}} without quotes is a map: write it in quotes"


def checked(
    folder: Path, text: str, *, variables: Mapping[str, str | None] | None = None, lenient: bool = False
) -> tuple[Path, CheckResult]:
    file = folder / "librechat.yaml"
    file.write_text(text)
    environment = None if variables is None else Environment(variables)
    return file, check_file(file, environment, lenient=lenient)


def test_problems_have_lines_in_their_order(tmp_path: Path):
    file, result = checked(tmp_path, "version: 1.2.8\ninterface:\n  sidePanel: true\nimageOutputType: gif\n")
    assert result.lines == [
        f"{file}:1: warning: version: expected 1.3.17, got '1.2.8': LibreChat only logs it",
        f"{file}:3: interface.sidePanel: unknown key: was removed in v0.8.5: remove it; LibreChat ignores it",
        f"{file}:4: imageOutputType: expected one of png, webp, jpeg, got 'gif'; LibreChat exits",
    ]
    assert str(result) == "2 errors, 1 warning"


def test_a_valid_file_has_none(tmp_path: Path):
    _, result = checked(tmp_path, "version: 1.3.17\n")
    assert (str(result), result.errors) == ("valid", 0)


def test_lenient_makes_warnings_of_unknown_keys(tmp_path: Path):
    file, result = checked(tmp_path, "version: 1.3.17\nnewKey: 1\n", lenient=True)
    assert result.lines == [f"{file}:2: warning: newKey: unknown key"]
    assert (result.errors, result.warnings) == (0, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a map with the key version: LibreChat starts with its defaults"),
        ("# nothing", "expected a map with the key version: LibreChat starts with its defaults"),
        ("just text", "expected a map with the key version: LibreChat exits"),
        ("- 1", "expected a map with the key version: LibreChat exits"),
        (
            "version: 1.3.17\nreason: x",
            "LibreChat rejects a file with a top-level key reason: it starts with its defaults",
        ),
    ],
)
def test_files_without_a_configuration_have_librechats_reaction(tmp_path: Path, text: str, message: str):
    file, result = checked(tmp_path, text)
    assert [line.startswith(f"{file}:1: {message}") for line in result.lines] == [True]
    assert result.errors == 1


def test_unquoted_braces_are_explained(tmp_path: Path):
    _, result = checked(tmp_path, "version: 1.3.17\nlangfuse: {headers: {X: {{USER}}}}\n")
    assert "(" + BRACES + "); LibreChat exits" in result.lines[0]


@pytest.mark.parametrize("setting", ["langfuse: {headers: {X: '%s'}}", "interface: {customWelcome: '%s'}"])
def test_defaults_of_variables_are_rejected_at_any_path(tmp_path: Path, setting: str):
    _, result = checked(tmp_path, "version: 1.3.17\n" + setting % "${ONE:-secret}")
    assert "LibreChat has no defaults for variables: write ${ONE}, and set the variable" in result.lines[0]
    assert "secret" not in result.lines[0]


def test_no_yaml_is_an_error_with_its_column(tmp_path: Path):
    file, result = checked(tmp_path, "a: 1\na: 2\n")
    assert result.lines == [f"{file}:2:1: duplicate key 'a': first in line 1: LibreChat starts with its defaults"]


def test_variables_are_looked_up(tmp_path: Path):
    text = "version: 1.3.17\nlangfuse: {headers: {X: '${ONE} or ${TWO}!'}}\n"
    file, result = checked(tmp_path, text, variables={"ONE": None})
    assert result.lines == [f"{file}:2: langfuse.headers.X: nothing sets TWO"]


def test_their_values_show_where_urls_lead(tmp_path: Path):
    text = "version: 1.3.17\nwebSearch: {searxngInstanceUrl: '${URL}'}\n"
    _, result = checked(tmp_path, text, variables={"URL": "http://searxng:8080"})
    assert "searxng:8080 is a private address" in result.lines[0]


def test_a_folder_is_told_what_checks_it(tmp_path: Path):
    with pytest.raises(
        CheckError, match=f"is a folder: manifests are checked by `homelab check --policies {tmp_path}`"
    ):
        check_file(tmp_path, None, lenient=False)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    with pytest.raises(CheckError, match=r"none\.yaml: No such file"):
        check_file(tmp_path / "none.yaml", None, lenient=False)
    (tmp_path / "large").write_text("a" * 300_000)
    with pytest.raises(CheckError, match="large: larger than 256 KiB"):
        check_file(tmp_path / "large", None, lenient=False)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CheckError, match="binary: not UTF-8"):
        check_file(tmp_path / "binary", None, lenient=False)


VALUES = """\
global:
  librechat: {existingSecretName: keys}
librechat:
  configEnv:
    ALLOW_REGISTRATION: "true"
    GROQ_KEY: x
  configYamlContent: |
    # about
    version: 1.3.17
    sidePanel: true
"""


def test_configuration_in_chart_values_has_the_lines_of_the_values_file(tmp_path: Path):
    file, result = checked(tmp_path, VALUES)
    assert result.lines == [
        f"{file}:10: sidePanel: unknown key; LibreChat exits",
        f"{file}:6: warning: GROQ_KEY: LibreChat reads no such variable",
    ]
    assert (result.errors, result.warnings) == (1, 1)


def test_the_chart_may_be_a_subchart(tmp_path: Path):
    indented = "".join(f"  {line}\n" for line in VALUES.splitlines())
    file, result = checked(tmp_path, f"chat:\n{indented}")
    assert result.lines[0] == f"{file}:11: sidePanel: unknown key; LibreChat exits"


def test_variables_in_chart_values_are_set(tmp_path: Path):
    text = VALUES.replace("sidePanel: true", "langfuse: {headers: {X: 'a ${GROQ_KEY} ${TWO}'}}")
    file, result = checked(tmp_path, text, variables={})
    assert result.lines == [f"{file}:10: langfuse.headers.X: nothing sets TWO"]


def test_invalid_yaml_in_chart_values_has_the_line_of_the_values_file(tmp_path: Path):
    file, result = checked(tmp_path, VALUES.replace("sidePanel: true", "version: 2"))
    assert result.lines[0].startswith(f"{file}:10:1: duplicate key 'version': first in line")


def test_variables_come_from_options_and_files(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("# comment\n\nexport ONE=1\nTWO = 'two words' # comment\nTHREE=\n")
    environment = read_variables(["FOUR", "FIVE=a=b", "ONE=other"], [file])
    assert environment is not None
    assert environment.values == {"ONE": "other", "TWO": "two words", "THREE": "", "FOUR": None, "FIVE": "a=b"}
    assert environment.locations["TWO"] == f"{file}:4"


def test_nobody_says_what_is_set():
    assert read_variables([], []) is None


def test_options_without_a_variable_name_are_rejected():
    with pytest.raises(CheckError, match="--env: expected NAME or NAME=VALUE"):
        read_variables(["1A"], [])


def test_unused_variables_are_reported_without_their_values(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("PORT=1\nSECRET_WORDS=hidden\nhidden value\nMINE=1\nEMBEDDINGS_MODEL=x\nSUMMARY=1\n")
    environment = read_variables([], [file])
    assert environment is not None
    assert check_variables(environment, ["MINE"]).lines == [
        f"{file}:3: warning: expected NAME=VALUE: LibreChat ignores the line",
        f"{file}:2: warning: SECRET_WORDS: LibreChat reads no such variable",
        f"{file}:6: warning: SUMMARY: LibreChat reads no such variable",
    ]


PIECES = (
    *(
        "version: 1.3.17\n",
        "endpoints:\n",
        "  custom:\n",
        "    - name: a\n",
        "      apiKey: ",
        "mcpServers: ",
        "&a",
        "*a",
        "<<: *a",
    ),
    *(
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "? ",
        "\n",
        "\n  ",
        "\t",
        "'",
        '"',
        "\\",
        "|",
        ">",
        "#",
        "!!int",
        "!",
        "%",
        "---",
        "...",
    ),
    *("${A}", "${", "}", "9" * 50, "0x", "2001-01-01", "\x00", "\x85", "\ud83d", "\U0001f600", "null", "interface: "),
)
texts = st.lists(st.sampled_from(PIECES), max_size=40).map(
    lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts | st.binary(max_size=400))
def test_any_bytes_have_a_result(tmp_path: Path, content: bytes):
    file = tmp_path / "librechat.yaml"
    file.write_bytes(content)
    for read in (lambda: check_file(file, None, lenient=False), lambda: read_variables([], [file])):
        with suppress(CheckError):
            read()


def nested_aliases(levels: int) -> str:
    lines = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(["version: 1.3.17", "a0: &a0 [x, x]", *lines])


HOSTILE = {
    "aliases in aliases": nested_aliases(9),
    "merges in merges": "a0: &a0 {k: 1}\n"
    + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 4000)),
    "brackets": "[" * 200_000,
    "braces": "{a: " * 60_000,
    "dashes": "- " * 100_000,
    "blank lines": "\n" * 250_000,
    "many values": "version: 1.3.17\ninterface:\n" + "".join(f"  k{i}: 1\n" for i in range(20_000)),
    "many problems": "version: 1.3.17\nmcpServers:\n" + "".join(f"  n{i}: {{typ: x, url: y}}\n" for i in range(1500)),
    "unclosed references": "version: 1.3.17\nmcpServers: {a: {url: '" + "${" * 100_000 + "'}}\n",
    "a long number": "version: " + "9" * 250_000,
    "a long expression": "version: 1.3.17\nmemory: {validKeys: ['" + "(a+" * 50_000 + "']}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_take_bounded_time(tmp_path: Path, text: str):
    start = time.process_time()
    checked(tmp_path, text)
    assert time.process_time() - start < 4, "twice the limit, for slow machines"


# Of the process alone; getrusage would count what its parent had when it was started.
PEAK = "import atexit; atexit.register(lambda: print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]))"


def test_hostile_files_take_bounded_memory(tmp_path: Path):
    for name in ("aliases in aliases", "brackets", "many problems"):
        (tmp_path / name).write_text(HOSTILE[name])
    program = f"{PEAK}; from homelab.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", program, "check", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert int(run.stdout.splitlines()[-1]) < 200 * 1024, "KiB"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tokens(),
    st.sampled_from(
        [
            "version: 1.3.13\nendpoints: {{custom: [{{name: a, apiKey: {0}, baseURL: {0}}}]}}\n",
            "version: {0}\n",
            "{0}: 1\nversion: 1.3.13\n",
            "version: 1.3.13\nmcpServers: {{a: {{url: '${{A_TOKEN}}', type: sse}}, {0}: {{}}}}\n",
            "password: *{0}\n",
            "password: !{0}\n",
            "a: {0}\na: {0}\n",
            "a: '{0}\n",
            "a: !!int {0}\n",
        ]
    ),
)
def test_no_line_shows_a_token_of_a_file_or_of_the_environment(tmp_path: Path, token: str, text: str):
    file, variables = tmp_path / "librechat.yaml", tmp_path / ".env"
    file.write_text(text.format(token))
    variables.write_text(f"A_TOKEN={token}\nAPP_TITLE={token}\n{token}\n{token}=x\nPORT={token}\n")
    environment = read_variables([], [variables])
    assert environment is not None
    checked = check_file(file, environment, lenient=False)
    unused = check_variables(environment, checked.references)
    assert token[-16:] not in "\n".join([*checked.lines, *unused.lines]).replace(str(tmp_path), "")
