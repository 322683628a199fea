from typing import Any

import pulumi
import pytest

from homelab.librechat_config.schema import published, schema_problems
from homelab.librechat_config.schema.refinements import REFINEMENTS, unported
from tests.librechat_config.schema.checked import config

LATER = pulumi.Output.from_input("later")


@pytest.mark.parametrize(
    "content",
    [
        {
            "mcpServers": {
                "a": {
                    "url": "https://a",
                    "oauth": {
                        "client_secret": LATER,
                        "client_id": LATER,
                        "authorization_url": LATER,
                        "token_url": LATER,
                    },
                }
            }
        },
        {"cloudfront": {"domain": LATER, "imageSigning": "cookies", "cookieDomain": LATER}},
        {"modelSpecs": {"list": [{"name": "a", "label": "b", "preset": {"agent_id": LATER}}]}},
        {
            "endpoints": {
                "agents": {
                    "statefulCodeSessions": {
                        "allowedEnvironments": ["user"],
                        "environments": [
                            {
                                "id": "a",
                                "name": "b",
                                "type": "attached",
                                "baseURL": LATER,
                                "default": LATER,
                                "pairing": LATER,
                            }
                        ],
                    }
                }
            }
        },
    ],
)
def test_opaque_values_are_not_errors(content: dict[str, Any]):
    assert not schema_problems({**config(""), **content})


def test_every_refinement_of_the_package_is_checked_and_no_other():
    assert unported(published.effects()) == []
    assert set(REFINEMENTS) <= {*published.effects(), "mcpServers.*"}


def test_a_new_refinement_is_named():
    assert unported({"new.key": ["refinement"], "new.other": ["transform"]}) == ["new.key"]
