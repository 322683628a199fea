from typing import Any

import pulumi
import pytest

from homelab.librechat_config.schema import schema_problems
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
def test_what_comes_later_may_be_right(content: dict[str, Any]):
    assert not schema_problems({**config(""), **content})
