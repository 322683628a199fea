import pytest

from homelab.explain.complete import completions


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("librechat.in", ["librechat.ingress"]),
        ("workspace.opena", ["workspace.openai"]),
        ("open", ["openshift", "openai", "openrouter"]),
        ("librechat.config.interf", ["librechat.config.interface"]),
        ("librechat.yaml", ["librechat.yaml"]),
        ("librechat.yaml.interf", ["librechat.yaml.interface"]),
        ("ALLOW_REG", ["ALLOW_REGISTRATION"]),
        ("Valk", ["Valkey"]),
        ("Valkey.stor", ["Valkey.storage"]),
        ("nothing.at.all", []),
    ],
)
def test_paths_go_on_from_what_is_typed(typed: str, found: list[str]):
    assert completions(typed) == found
