from typing import Any

import pytest

from homelab.components.librechat.scaling import memory_violations, most_pods


def violations(memory: int, request: Any = None, **autoscaling: Any) -> list[str]:
    resources = {} if request is None else {"requests": {"memory": request}}
    return list(memory_violations({"autoscaling": {"memory": memory, **autoscaling}}, resources, "resources"))


def test_pods_are_counted_up_to_the_largest_number():
    assert (most_pods({}), most_pods({"replicas": 3}), most_pods({"autoscaling": {}})) == (1, 3, 10)


@pytest.mark.parametrize("request_", [None, "768Mi", "1.19Gi"])
def test_memory_is_refused_below_a_request_of_1200_mebibytes(request_: str | None):
    (message,) = violations(80, request_)
    assert message == (
        f"autoscaling.memory 80 needs resources.requests.memory of at least 1.2Gi, got {request_ or '768Mi'}: an idle "
        "pod uses 575Mi, so that pods would never be removed"
    )


def test_memory_is_accepted_from_that_request_on():
    assert violations(80, "1.2Gi") == violations(80, "2Gi") == []


def test_memory_is_refused_where_idle_pods_alone_would_keep_one_more_than_the_smallest_number():
    # Two idle pods are one pod and a sixth of the target, so that one of them alone would never do.
    assert "at least 1.4Gi, got 1.2Gi" in violations(80, "1.2Gi", min_replicas=1)[0]
    assert "at least 1.68Gi" in violations(50, "1.2Gi")[0]
    assert violations(50, "1.7Gi") == []


def test_memory_needs_no_request_where_it_does_not_count():
    assert violations(80, enabled=False) == []
    assert list(memory_violations({"autoscaling": {}}, {}, "resources")) == []
