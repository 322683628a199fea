import json
from typing import cast

import pytest

from homelab.explain import Kind, find
from homelab.explain.facts import FILE
from homelab.explain.variables import is_known
from homelab.librechat_config.variables import Reader
from tools.explanations import facts, text


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, object]]:
    return json.loads(FILE.read_text())


def test_the_file_is_up_to_date():
    assert FILE.read_text() == text(facts()), "run `make docs`"


def test_an_effect_is_what_changes_with_the_argument_alone(written: dict[str, dict[str, object]]):
    found = written["effects on LibreChat"]
    assert found["librechat.email.smtp.host"] == ["EMAIL_HOST"]
    assert found["anthropic.vertex.region"] == ["endpoints.anthropic.vertex.region"]
    assert "namespace" not in found


def test_a_switch_sets_what_no_other_argument_of_its_group_does(written: dict[str, dict[str, object]]):
    found = written["effects on LibreChat"]
    assert found["librechat.auth.registration.enabled"] == ["ALLOW_REGISTRATION"]
    assert "ANTHROPIC_API_KEY" not in cast(list[str], found.get("anthropic.enabled", []))


def test_effects_on_both_programs_are_told_apart(written: dict[str, dict[str, object]]):
    assert written["effects on LibreChat"]["openai.api_key"] == ["OPENAI_API_KEY"]
    assert written["effects on the RAG API"]["openai.api_key"] == ["RAG_OPENAI_API_KEY"]


def test_no_example_is_of_what_a_program_computes(written: dict[str, dict[str, object]]):
    assert "openai.api_key" not in written["examples"]
    assert written["secrets of examples"]["backup"] == ["backup.repository.s3.secret_key", "backup.password"]
    assert written["examples"]["librechat.ingress.class_name"] == "nginx"


def test_keys_and_variables_have_the_feature_that_they_are_about(written: dict[str, dict[str, object]]):
    assert written["features"]["memory"] == ["Memory"]


def test_every_effect_is_a_variable_or_a_key(written: dict[str, dict[str, object]]):
    names = {name for effects in written["effects on LibreChat"].values() for name in cast(list[str], effects)}
    variables = {name for name in names if is_known(name, Reader.LIBRECHAT)}
    keys = [find(f"librechat.yaml {name}").describe().kind for name in names - variables]
    assert len(variables) > 50
    assert {*keys} == {Kind.KEY}
