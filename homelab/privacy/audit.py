"""The line that says who has erased or exported whose data, without naming the person."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl


def audit_line(action: str, operator: str, subject: str, time: str, counts: Mapping[str, int], **more: object) -> str:
    """One line of JSON.

    :param subject: Hash of the person's id.
    :param counts: How much, by store.
    """
    return json.dumps(
        {"audit": action, "time": time, "operator": operator, "subject": subject, "counts": dict(counts), **more}
    )


def operator_of(kubectl: Kubectl) -> str:
    """Who kubectl is for the cluster."""
    try:
        answer = json.loads(kubectl.run("auth", "whoami", "--output=json"))
        return str(answer["status"]["userInfo"]["username"])
    except (NoAnswerError, NotPossibleError, ValueError, KeyError) as error:
        return f"unknown ({type(error).__name__})"


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
