from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.quantities import quantity_errors


def test_wrong_quantities_are_told_by_their_place():
    resources = {"requests": {"cpu": "1", "memory": "1GB"}, "limits": {"memory": UNKNOWN, "cpu": "two"}}
    manifest = {"spec": {"containers": [{"resources": resources}], "volumes": [{"emptyDir": {"sizeLimit": "1 Gi"}}]}}
    assert [path for path, _ in quantity_errors(manifest)] == [
        ("spec", "containers", 0, "resources", "requests", "memory"),
        ("spec", "containers", 0, "resources", "limits", "cpu"),
        ("spec", "volumes", 0, "emptyDir", "sizeLimit"),
    ]
