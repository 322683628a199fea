import pytest

from homelab.explain.facts import arguments_of_variable
from homelab.explain.variables import is_known
from homelab.librechat_config.ownership import OWNED
from homelab.librechat_config.variables import Reader
from tests.recordings import grouped, scenario
from tests.scenarios import SCENARIOS
from tools.explanations.pods import variables_in_pods


@pytest.mark.parametrize("name", grouped(["everything inside", "by role", "by directory"]))
def test_every_variable_in_a_pod_that_is_not_in_every_pod_is_set_by_an_argument(name: str):
    reader = Reader.LIBRECHAT
    everywhere = {*variables_in_pods(scenario("smallest").recording, reader)}
    here = {*variables_in_pods(scenario(name).recording, reader)} - everywhere - OWNED[reader].keys()
    own_words = str(SCENARIOS[name]["librechat"])
    # Others are those that librechat.yaml refers to.
    known = [each for each in sorted(here) if is_known(each, reader) and each not in own_words]
    assert len(known) > 5
    assert [each for each in known if not arguments_of_variable(each, reader)] == []
