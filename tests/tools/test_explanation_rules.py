from homelab.explain import Kind, find
from tools.explanations.rules import rules

RULES = rules()


def test_rules_of_a_group_are_those_of_each_argument_that_they_name():
    exclusive = "password and password_secret are mutually exclusive"
    assert exclusive in RULES["backup.password"]
    assert exclusive in RULES["backup.password_secret"]
    together = "bind_dn and bind_credentials belong together: set both or neither"
    assert together in RULES["librechat.auth.ldap.bind_dn"]


def test_checks_of_a_whole_workspace_are_found_by_the_paths_in_their_messages():
    message = (
        "librechat.replicas … needs valkey, by which replicas share sessions and streams: remove valkey.enabled: false"
    )
    assert message in RULES["librechat.replicas"]
    assert message in RULES["valkey"]


def test_an_argument_with_which_many_have_no_effect_does_not_list_them():
    assert "env has no effect with external" in RULES["rag.env"]
    assert not [rule for rule in RULES["rag.external"] if rule.startswith("env ")]


def test_rules_are_about_arguments_and_readable():
    assert len(RULES) > 200
    assert [name for name in RULES if find(name).describe().kind is not Kind.ARGUMENT] == []
    assert [rule for each in RULES.values() for rule in each if rule.startswith("…") or len(rule) > 250] == []


def test_they_are_explained():
    assert [*find("librechat.replicas").describe().rules] == RULES["librechat.replicas"]


def test_a_component_that_is_used_alone_has_its_own():
    own = "password has no effect with existing_secret"
    assert own in find("Valkey.password").describe().rules
    assert own in find("valkey.password").describe().rules
