import copy
from typing import Any

from homelab.librechat_config.variables import announced
from tools.librechat.changes import State, decisions, read_state, report
from tools.librechat.files import Files

FACTS = {
    "package": "librechat-data-provider",
    "version": "0.1.0",
    "configVersion": "1.0.0",
    "maxSubagents": 10,
    "parameters": {"google": ["temperature", "topK"]},
    "effects": {"cloudfront": ["refinement"]},
}
PROPERTIES = {
    "balance": {"type": "object", "properties": {"startBalance": {"type": "number", "default": 20000}}},
    "imageOutputType": {"type": "string", "enum": ["png", "jpeg"], "default": "png"},
    "servers": {"anyOf": [{"type": "boolean"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
    "turnstile": {"type": "object", "properties": {"siteKey": {"type": "string"}}},
}
SOURCE = {"release": "v1.0.0", "tree": "v1.0.0", "date": "2026-01-01", "packages": {"@librechat/agents": "1.0.0"}}
BEFORE = State({"x-librechat": FACTS, "properties": PROPERTIES}, {"source": SOURCE, "read": ["ONE", "PORT"]})


def changed() -> tuple[dict[str, Any], dict[str, Any]]:
    """Copies to change."""
    return copy.deepcopy(dict(BEFORE.schema)), copy.deepcopy(dict(BEFORE.variables))


def test_nothing_changes_without_a_change():
    assert report(BEFORE, BEFORE) == "Nothing has changed.\n"
    assert decisions(BEFORE, BEFORE) == []


def test_keys_are_reported_by_path_and_groups_once():
    schema, variables = changed()
    schema["properties"]["projects"] = {"type": "object", "properties": {"enabled": {"type": "boolean"}}}
    del schema["properties"]["turnstile"]
    schema["properties"]["imageOutputType"]["enum"] = ["png", "avif"]
    schema["properties"]["balance"]["properties"]["startBalance"] |= {"default": 5, "minimum": 1}
    assert report(BEFORE, State(schema, variables)).splitlines() == [
        "Keys:",
        "  + projects: a map",
        "  - turnstile",
        "  ~ balance.startBalance: a number, default 20000 -> a number, at least 1, default 5",
        "  ~ imageOutputType: one of png, jpeg, default 'png' -> one of png, avif, default 'png'",
    ]


def test_versions_facts_refinements_and_variables_are_reported():
    schema, variables = changed()
    schema["x-librechat"] |= {"configVersion": "1.0.1", "version": "0.1.1", "maxSubagents": 20}
    schema["x-librechat"]["parameters"] = {"google": ["temperature"], "xai": ["stop"]}
    schema["x-librechat"]["effects"] = {"projects": ["refinement"]}
    variables["read"] = ["PORT", "NEW_TITLE"]
    variables["source"] |= {"release": "v1.0.1", "tree": "v1.0.1-rc1"}
    assert report(BEFORE, State(schema, variables)).splitlines() == [
        "Versions:",
        "  ~ config: 1.0.0 -> 1.0.1",
        "  ~ librechat-data-provider: 0.1.0 -> 0.1.1",
        "  ~ release: v1.0.0 -> v1.0.1",
        "  ~ tree: v1.0.0 of 2026-01-01, @librechat/agents 1.0.0 -> v1.0.1-rc1 of 2026-01-01, @librechat/agents 1.0.0",
        "",
        "Facts:",
        "  + parameters of xai: stop",
        "  ~ maxSubagents: 10 -> 20",
        "  ~ parameters of google: temperature, topK -> temperature",
        "",
        "Refinements:",
        "  + projects: ['refinement']",
        "  - cloudfront",
        "",
        "Variables:",
        "  + NEW_TITLE",
        "  - ONE",
    ]


def test_what_has_to_be_decided_is_said_where():
    schema, variables = changed()
    schema["properties"]["projects"] = {"type": "object", "properties": {"enabled": {"type": "boolean"}}}
    schema["properties"]["stt"] = {"type": "string"}
    del schema["properties"]["turnstile"]
    schema["x-librechat"]["effects"]["projects"] = ["refinement"]
    variables["read"] = ["PORT", "NEW_SERVICE_URL", "NEW_SECRET"]
    assert decisions(BEFORE, State(schema, variables), ["OTHER"]) == [
        "variables/addresses.json: is NEW_SERVICE_URL called?",
        "detection/names.json: is NEW_SECRET a secret?",
        "schema/refinements: check what zod refines at projects",
        "history.json: say what became of the key turnstile",
        "history.json: say what became of the variable ONE",
        "history.json: LibreChat has the key stt again",
        "documentation.py: is there a page about projects?",
        "documentation.py: is there a page about stt?",
        "variables/announced.json: empty it, as the table is of the release itself",
    ]


def test_a_table_of_another_tree_needs_what_was_announced_beyond_it():
    schema, variables = changed()
    variables["source"]["tree"] = "v1.0.0-rc1"
    near = State(schema, variables)
    assert decisions(near, near, ["OTHER"]) == [
        "variables/announced.json: the table is of v1.0.0-rc1: add what v1.0.0 reads beyond it"
    ]
    assert decisions(near, near, ["PORT"]) == ["variables/announced.json: the table has PORT"]


def test_homelab_itself_has_nothing_to_decide_but_what_the_tree_lacks():
    state = read_state(Files())
    undecided = decisions(state, state, announced.ADDED)
    assert all(line.startswith("variables/announced.json: the table is of ") for line in undecided)
