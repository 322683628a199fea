"""Homelab's checker and LibreChat's own schema agree: valid and nothing ignored is the same as no problem.

Where they do not is listed in `homelab.librechat_config.schema.DIFFERENCES`; the strings made up here keep clear of it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.check.document import read_document
from homelab.librechat_config.schema import published, schema_problems
from homelab.librechat_config.schema.problem import Outcome, Problem
from homelab.librechat_config.schema.variables import NEVER_EXPANDED
from tests.scenarios import SCENARIOS, recorded
from tests.stacks_and_examples import WORKSPACES, render_stack
from tests.zod.generator import ENVIRONMENT, configurations
from tests.zod.zod import Verdict, Zod

DOCUMENTED = sorted((Path(__file__).parent / "documented").glob("*/*.yaml"))
COUNT, SEED = 2000, 20261121
STARTING = {"version": "1.3.17"}


def judge(zod: Zod, config: Any) -> Verdict:
    """LibreChat's verdict, which the checker's must equal."""
    verdict = zod.judge(config, ENVIRONMENT)
    problems = schema_problems(config, environment=ENVIRONMENT)
    found = [str(problem) for problem in problems]
    assert bool(found) != verdict.is_clean, (config, verdict, found)
    assert verdict.issues or not says_exit(problems), (config, verdict, found)
    return verdict


def says_exit(problems: Sequence[Problem]) -> bool:
    return any(problem.outcome is Outcome.EXITS for problem in problems)


def test_on_generated_configurations(zod: Zod):
    verdicts = [judge(zod, config) for config in configurations(COUNT, SEED)]
    share_of_clean = sum(verdict.is_clean for verdict in verdicts) / COUNT
    assert 0.2 < share_of_clean < 0.8, "the generator makes configurations of one kind only"
    assert any(verdict.ignored for verdict in verdicts)


def test_librechat_exits_if_the_checker_says_so(zod: Zod):
    answers = [
        (bool(zod.judge(config, ENVIRONMENT).issues), says_exit(schema_problems(config, environment=ENVIRONMENT)))
        for config in configurations(COUNT, SEED)
    ]
    # A member of a union of maps may match except for keys that LibreChat ignores, and have its own refinement.
    assert sum(theirs != ours for theirs, ours in answers) <= COUNT / 1000


@pytest.mark.parametrize("file", DOCUMENTED, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_on_documented_examples(zod: Zod, file: Path):
    assert judge(zod, read_document(file.read_text()).content).is_clean == (file.parent.name == "clean")


def test_every_section_is_documented():
    contents = [read_document(file.read_text()).content for file in DOCUMENTED if file.parent.name == "clean"]
    assert published.json_schema()["properties"].keys() == {section for content in contents for section in content}


@pytest.mark.parametrize("name", SCENARIOS)
def test_on_what_scenarios_render(zod: Zod, name: str):
    text = recorded(SCENARIOS[name]).exports["librechatYaml"]
    assert judge(zod, zod.read(text)["content"]).is_clean


@pytest.mark.parametrize("name", WORKSPACES)
def test_on_what_stacks_and_examples_render(zod: Zod, name: str, tmp_path: Path):
    render_stack(WORKSPACES[name], tmp_path)
    objects = [each for file in tmp_path.rglob("*.yaml") for each in yaml.safe_load_all(file.read_text())]
    texts = [text for each in objects if each for text in [each.get("data", {}).get("librechat.yaml")] if text]
    assert texts
    for text in texts:
        assert judge(zod, zod.read(text)["content"]).is_clean


REGEX_PIECES = (
    *("a", "(", ")", "(?=", "(?i)", "(?P<n>", "\\1", "\\d", "\\b", "\\pL", "["),
    *("]", "[^", "+", "*", "?", "|", "$", "."),
)


def pieces(*texts: str, most: int = 6) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(texts), max_size=most).map("".join)


class TestStringsThatZodRefines:
    @given(
        pieces("https:", "ws:", "x:", "/", "//", "a", "b.c", ":80", ":99999", "[::1]", "[", "@", "?", "#", " ", "\\")
    )
    def test_urls(self, zod: Zod, text: str):
        judge(zod, {**STARTING, "cloudfront": {"domain": text}})

    @given(
        pieces("http://", "ws://", "wss:", "HTTP:", "a.b", "/", ":80", "${HOST}"),
        st.sampled_from(["sse", "websocket", None]),
    )
    def test_urls_of_mcp_servers(self, zod: Zod, text: str, transport: str | None):
        server = {"url": text} | ({} if transport is None else {"type": transport})
        judge(zod, {**STARTING, "mcpServers": {"one": server}})

    @given(
        pieces(
            "10.0.0.1", "8.8.8.8", "127.0.0.1", "a", "b.c", ":", "[fd00::1]", "[2606::1]", "80", "0", "65536", "/", " "
        )
    )
    def test_addresses(self, zod: Zod, text: str):
        judge(zod, {**STARTING, "actions": {"allowedAddresses": [text]}})

    @given(pieces("a", "/", "..", ".", ".lock", "@", "{", "~", "^", ":", "?", "*", "[", "\\", " ", "-"))
    def test_git_refs(self, zod: Zod, text: str):
        judge(zod, skill_source(ref=text))

    @given(pieces("a", "/", "..", ".", "\\", " ", "b_c", "é", "$"))
    def test_paths(self, zod: Zod, text: str):
        judge(zod, skill_source(paths=[text]))

    @given(pieces(*REGEX_PIECES))
    def test_regular_expressions(self, zod: Zod, text: str):
        judge(zod, {**STARTING, "fileConfig": {"text": {"supportedMimeTypes": [text]}}})

    @given(pieces("a", "é", "'", "\u2019", " ", "-", "1", "_", "\n", "ß"))
    def test_titles(self, zod: Zod, text: str):
        judge(zod, {**STARTING, "mcpServers": {"one": {"url": "http://a", "title": text}}})


def skill_source(**changed: Any) -> Mapping[str, Any]:
    source = {"id": "a", "owner": "b", "repo": "c", "paths": ["x"], "token": "${TOKEN}", **changed}
    return {**STARTING, "skillSync": {"github": {"sources": [source]}}}


def test_on_which_variables_are_never_expanded(zod: Zod):
    others = ["OPENAI_API_KEY", "OPENID_CLIENT_SECRET", "METRICS_SECRET"]
    assert set(zod.never_expanded([*sorted(NEVER_EXPANDED), *others])) == NEVER_EXPANDED
