"""A real Kubernetes control plane for tests, on loopback and without containers, and the tests that run on it.

API server, controller manager, scheduler and etcd are the real ones; kwok stands in for the kubelets, so pods become
ready as soon as they are scheduled and no container ever runs. ``python -m tests.cluster up`` starts one by hand.
"""
