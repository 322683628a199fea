from homelab.offline.violations import Violation, path_text, walk


def test_a_path_reads_as_in_an_object():
    assert path_text(("spec", "containers", 0, "image")) == "spec.containers[0].image"
    assert path_text(("metadata", "labels", "app.kubernetes.io/name")) == "metadata.labels['app.kubernetes.io/name']"


def test_a_violation_is_one_line():
    assert str(Violation("Pod x", ("spec",), "is wrong")) == "Pod x: spec: is wrong"
    assert str(Violation("Pod x", (), "is wrong")) == "Pod x: is wrong"


def test_a_walk_sees_every_value():
    assert list(walk({"a": [1, {"b": "c"}]})) == [
        ((), {"a": [1, {"b": "c"}]}),
        (("a",), [1, {"b": "c"}]),
        (("a", 0), 1),
        (("a", 1), {"b": "c"}),
        (("a", 1, "b"), "c"),
    ]
