from homelab.librechat_config.history import KEYS
from homelab.librechat_config.schema.hints import hint


def test_hints_are_found_by_path_with_any_index():
    assert hint(("endpoints", "custom", 3, "forcePrompt")) == KEYS["endpoints.custom.*.forcePrompt"]


def test_other_keys_have_no_advice():
    assert hint(("endpoints", "custom")) is None
    assert hint(("summaryModel",)) is None
