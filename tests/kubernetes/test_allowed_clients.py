import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import AllowedClientArgs, Peer, allowed_client


def test_allowed_clients_are_selected_by_labels_of_pods_and_namespaces():
    everywhere: AllowedClientArgs = {"namespace_labels": {"mesh": "on"}}
    assert allowed_client(everywhere, 1) == Peer([{"namespace_selector": {"match_labels": {"mesh": "on"}}}], (1,))
    own: AllowedClientArgs = {"pod_labels": {"app": "a"}}
    assert allowed_client(own, 1) == Peer([{"pod_selector": {"match_labels": {"app": "a"}}}], (1,))
    # Both in one selector: pods with these labels, in namespaces with those.
    assert len(allowed_client({**everywhere, **own}, 1).selectors) == 1


@pytest.mark.parametrize("args", [{}, {"namespace_labels": {}}])
def test_allowed_clients_without_labels_are_rejected(args: AllowedClientArgs):
    with pytest.raises(ArgumentError, match="missing argument: one of namespace_labels, pod_labels"):
        check(AllowedClientArgs, args, "x")
