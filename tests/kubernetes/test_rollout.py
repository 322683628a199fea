from dataclasses import replace

import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import http_probe
from homelab.kubernetes.rollout import RolloutArgs, progress_deadline
from tests.kubernetes.recorded import SERVER


def test_a_rollout_does_not_fail_before_a_pod_may_fail_to_start():
    slow = replace(
        SERVER, definition={**SERVER.definition, "startup_probe": http_probe("/", "http", period=5, failures=240)}
    )
    assert progress_deadline(slow, {}) == 5 * 240 + 600
    assert progress_deadline(SERVER, {}) == 900


def test_a_deadline_before_a_pod_could_be_available_is_refused():
    with pytest.raises(ArgumentError, match="progress_deadline_seconds 10 is not above min_ready_seconds 10: raise it"):
        check(RolloutArgs, {"progress_deadline_seconds": 10}, "x")
