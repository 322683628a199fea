import re
from itertools import chain

import pytest

from homelab.doctor.inside import INSIDE
from homelab.doctor.objects import CLUSTER, OBJECTS
from homelab.doctor.outside import OUTSIDE
from tests.arguments_of import ARGUMENTS
from tools.doctor import FILE, text

CHECKS = [(each.name, each.expected, each.action) for each in chain(OUTSIDE, CLUSTER, OBJECTS, INSIDE)]
_ARGUMENT = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)(?:: \w+)?`")


def test_the_tables_in_the_document_are_up_to_date():
    assert FILE.read_text(encoding="utf-8") == text(), "run `make docs`"


def test_every_check_has_a_name_of_its_own():
    assert len({name for name, _, _ in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(("name", "expected", "action"), CHECKS)
def test_what_a_check_says_is_a_line_and_names_arguments_that_exist(name: str, expected: str, action: str):
    assert "\n" not in expected + action
    assert action.endswith(".")
    named = set(_ARGUMENT.findall(action)) - {"kubectl", "fetchModels", "pulumi"}
    # Words that stand in backquotes and are no arguments.
    named -= {"cron.database_name", "cron.job_run_details"}
    # The two groups that several components have.
    common = {path for path in named if path.partition(".")[0] in ("storage", "resources")}
    assert named - common <= set(ARGUMENTS)
