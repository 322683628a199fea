from homelab.arguments.suggestions import did_you_mean


def test_the_closest_known_name_is_suggested_with_what_stands_before_it():
    assert did_you_mean("schedul", ["retention", "schedule"]) == " (did you mean schedule?)"
    assert did_you_mean("schedul", ["schedule"], path="backup.") == " (did you mean backup.schedule?)"


def test_nothing_is_suggested_if_no_name_is_close():
    assert did_you_mean("zzz", ["schedule"]) == ""
    assert did_you_mean("schedule", []) == ""
