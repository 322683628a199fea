"""The parameters of models that homelab checks with are those of LibreChat's package."""

from homelab.librechat_config.schema.published import parameters
from tests.zod.zod import Zod


def test_the_parameters_of_each_set_are_librechats(zod: Zod):
    shown, shown_in_agents = zod.constant("paramSettings"), zod.constant("agentParamSettings")
    theirs = {
        name: sorted({parameter["key"] for parameter in [*shown.get(name, []), *shown_in_agents.get(name, [])]})
        for name in shown.keys() | shown_in_agents.keys()
    }
    assert parameters() == theirs
