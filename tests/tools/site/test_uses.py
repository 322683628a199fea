from tools.site.uses import uses


def test_arguments_at_any_depth_have_the_first_example_that_sets_them():
    found = uses("AIWorkspace")
    assert found["librechat.domain"] == "admin-panel"
    assert found["canary.weight"] == "canary"
    assert found["custom_endpoints.base_url"] in {"openai-compatible", "corporate-network"}


def test_other_components_have_their_own():
    assert uses("RetrievalApi")["authorization"].startswith("retrieval-api")
