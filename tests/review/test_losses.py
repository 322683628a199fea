from typing import Any

import pytest

from homelab.diff.changes import compare
from homelab.review.losses import HOLDS_DATA_ON_AWS, losses
from homelab.review.renders import Render
from tests import recordings
from tests.recordings import STACKS, grouped
from tests.review.renders import an, render


def lost(before: Render, after: Render) -> list[str]:
    return [*map(str, losses(compare(before.manifests, after.manifests), before, after))]


def claim(**spec: Any) -> Any:
    return an("PersistentVolumeClaim", "data", spec={"storageClassName": "slow", **spec})


CLAIM = "PersistentVolumeClaim ai/data"


@pytest.mark.parametrize(
    ("before", "after", "retained", "found"),
    [
        ([claim()], [claim(storageClassName="fast")], (), f"{CLAIM}: is replaced; cannot be changed in place: "),
        ([claim()], [], (), f"{CLAIM}: is removed"),
        ([claim()], [], ("data",), f"{CLAIM}: is removed; Pulumi retains it, and nothing uses it any more"),
        ([an("StatefulSet")], [], (), "StatefulSet ai/x: is removed"),
        (
            [an("StatefulSet", spec={"serviceName": "a"})],
            [an("StatefulSet", spec={"serviceName": "b"})],
            (),
            "StatefulSet ai/x: is replaced; cannot be changed in place: spec.serviceName changes",
        ),
        ([an("Namespace", "ai")], [], (), "Namespace ai: is removed"),
        ([an("Secret", data={"a": ""})], [], ("x",), "Secret ai/x: is removed, and opens data"),
        (
            [an("Secret", data={"a.b": "1"})],
            [an("Secret", data={"a.b": "2"})],
            ("x",),
            "Secret ai/x: a.b changes, which opens data that was written with it",
        ),
        (
            [an("Secret", "x-0a1b2c3d", data={"key": "1"})],
            [an("Secret", "x-0a1b2c3e", data={"key": "2"})],
            ("x-0a1b2c3d",),
            "Secret ai/x-0a1b2c3e: key changes",
        ),
        ([an("Secret", type="a")], [an("Secret", type="b")], ("x",), "Secret ai/x: is replaced, and opens data"),
    ],
)
def test_what_holds_data_and_goes_is_told(before: Any, after: Any, retained: tuple[str, ...], found: str):
    (line,) = lost(render(*before, retained=retained), render(*after))
    assert line.startswith(found)


@pytest.mark.parametrize(
    ("before", "after", "retained"),
    [
        ([claim(resources={"requests": {"storage": "1Gi"}})], [claim(resources={"requests": {"storage": "2Gi"}})], ()),
        ([an("StatefulSet", spec={"replicas": 1})], [an("StatefulSet", spec={"replicas": 2})], ()),
        ([an("Secret", data={"a": "1"})], [an("Secret", data={"a": "1", "b": "2"})], ("x",)),
        ([an("Secret", data={"a": "1"})], [an("Secret", data={"a": "2"})], ()),
        ([an("Secret"), an("Deployment"), an("ConfigMap")], [], ()),
        ([], [claim(), an("StatefulSet")], ()),
    ],
)
def test_what_keeps_its_data_or_has_none_is_not(before: Any, after: Any, retained: tuple[str, ...]):
    assert lost(render(*before, retained=retained), render(*after)) == []


def test_a_retained_secret_that_no_manifest_has_is_known_from_the_report():
    secret = render(an("Secret", "kept"), retained=("kept",))
    before = Render(report=secret.report)
    assert lost(before, render()) == ["Secret ai/kept: is removed, and opens data that was written with it"]
    assert lost(before, secret) == []


def on_aws(*types: str, **fields: Any) -> Render:
    return render(otherResources=[{"type": each, "name": "x", "urn": each, "read": False, **fields} for each in types])


def test_a_database_of_aws_must_not_go():
    database, role = "aws:rds/instance:Instance", "aws:iam/role:Role"
    assert lost(on_aws(database, role), on_aws()) == [f"{database} x: is removed"]
    assert lost(on_aws(database), on_aws(database, role)) == []
    assert lost(on_aws(database, read=True), on_aws()) == []


@pytest.mark.parametrize("title", grouped(title for title in STACKS if "aws-production" in title))
def test_what_is_retained_on_aws_holds_data(title: str):
    resources = [each for each in recordings.stack(title).recording.resources if each.type.startswith("aws:")]
    kept = {each.type for each in resources if each.retain_on_delete or each.protect}
    assert {"aws:rds/instance:Instance", "aws:s3/bucket:Bucket"} < kept
    # An address is lost with it, and no data.
    assert kept - HOLDS_DATA_ON_AWS <= {"aws:lb/loadBalancer:LoadBalancer"}
