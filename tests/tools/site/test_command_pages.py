from tools.site.command_pages import page, targets

PAGE = page()


def test_commands_of_all_levels_are_there_with_their_options():
    for heading in (
        "homelab render",
        "homelab backup now",
        "homelab user erase",
        "python -m homelab.aws.retrieval_api",
    ):
        assert f"## {heading}" in PAGE
    assert "| `--for <kubectl\\|argocd\\|flux>` |" in PAGE
    assert "[default: dev]" in PAGE


def test_targets_of_make_are_there_with_their_descriptions():
    assert {"demo", "test", "check", "site"} <= targets().keys()
    assert f"| `make demo` | {targets()['demo']} |" in PAGE
