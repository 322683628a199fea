from typing import TYPE_CHECKING

import pulumi
import pulumi_kubernetes as k8s
import pytest

from homelab import ArgumentError
from homelab.arguments.late_checks import watched_checks
from homelab.components.postgres import file_format
from homelab.kubernetes.retention import (
    FORMAT,
    NAMESPACE,
    SECRET,
    VOLUME_CLAIM,
    refuse_other_format,
    refuse_replacement,
)
from homelab.offline import record

if TYPE_CHECKING:
    from pulumi_kubernetes.core.v1 import PersistentVolumeClaimSpecArgsDict


def claim(wanted: dict[str, pulumi.Input[str]], *, storage_class: str | None = "fast") -> None:
    spec: PersistentVolumeClaimSpecArgsDict = {
        "access_modes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
    }
    if storage_class:
        spec["storage_class_name"] = storage_class
    made = k8s.core.v1.PersistentVolumeClaim(
        "data",
        metadata={"name": "data", "namespace": "ai"},
        spec=spec,
    )
    refuse_replacement(made, wanted)


def test_a_volume_that_is_as_wanted_is_left_alone():
    record(lambda: claim({"namespace": "ai", "access_mode": "ReadWriteOnce", "storage_class": "fast"}))
    record(lambda: claim({"namespace": "ai", "access_mode": pulumi.Output.from_input("ReadWriteOnce")}))


@pytest.mark.parametrize(
    ("argument", "value", "found"),
    [("namespace", "b", "ai"), ("access_mode", "ReadWriteMany", "ReadWriteOnce"), ("storage_class", "slow", "fast")],
)
@pytest.mark.parametrize("preview", [True, False])
def test_what_would_replace_a_volume_is_refused(argument: str, value: str, found: str, preview: bool):
    wanted: dict[str, pulumi.Input[str]] = {"namespace": "ai", "access_mode": "ReadWriteOnce", argument: value}
    with pytest.raises(ArgumentError) as caught:
        record(lambda: claim(wanted), preview=preview)
    assert f"volume ai/data: {argument} {value} instead of {found} would replace it" in str(caught.value)
    assert "kubectl --namespace ai delete pvc data" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("preview", [True, False])
def test_files_of_another_version_are_refused(preview: bool):
    def program(wanted: int) -> None:
        labels = {FORMAT: "postgres-17"}
        made = k8s.core.v1.PersistentVolumeClaim("data", metadata={"name": "data", "namespace": "ai", "labels": labels})
        refuse_other_format(made, file_format(wanted))

    record(lambda: program(17), preview=preview)
    with pytest.raises(ArgumentError, match="volume ai/data holds files of postgres-17, which postgres-18 cannot read"):
        record(lambda: program(18), preview=preview)


def test_a_plugin_waits_for_the_check():
    def program() -> None:
        with watched_checks() as checks:
            claim({"namespace": "ai", "access_mode": "ReadWriteOnce"})
        assert len(checks) == 1

    record(program)


def test_a_class_is_no_change_for_a_volume_whose_class_nobody_chose():
    record(lambda: claim({"namespace": "ai", "access_mode": "ReadWriteOnce"}, storage_class=None))


@pytest.mark.parametrize("kind", [NAMESPACE, SECRET, VOLUME_CLAIM])
def test_an_adopted_object_is_imported_as_it_is(kind: object):
    assert isinstance(kind, type(NAMESPACE))
    options = kind.options("ai/x")
    assert options["import_"] == "ai/x"
    assert {path.split(".")[0] for path in kind.set_once} <= set(options["ignore_changes"])
    assert "import_" not in kind.options(None)


def test_the_size_of_a_volume_can_change():
    assert not any("resources".startswith(path.removeprefix("spec.")) for path in VOLUME_CLAIM.set_once)
