from typing import Any

import pytest

from homelab.diff.changes import compare
from homelab.offline.checks import CheckResult
from homelab.offline.report import summarize
from homelab.offline.report_data import report_data
from homelab.review.losses import losses
from homelab.review.renders import Render
from homelab.review.replacements import rules
from homelab.review.resources import resource_changes
from tests import recordings
from tests.recordings import STACKS, grouped
from tests.review.renders import an, render

CHECKED = CheckResult(violations=[], kubernetes_version="1.37", unchecked=[], counts={})


def lost(before: Render, after: Render) -> list[str]:
    others = resource_changes(before.report, after.report)
    return [*map(str, losses(compare(before.manifests, after.manifests), before, after, others=others))]


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


DATABASE = "aws:rds/instance:Instance"


def test_a_database_of_aws_must_not_go():
    role = "aws:iam/role:Role"
    assert lost(on_aws(DATABASE, role), on_aws()) == [f"{DATABASE} x: is removed"]
    assert lost(on_aws(DATABASE), on_aws(DATABASE, role)) == []
    assert lost(on_aws(DATABASE, read=True), on_aws()) == []


def test_a_database_of_aws_must_not_be_replaced():
    before = on_aws(DATABASE, inputs={"engine": "mysql", "instanceClass": "db.t4g.medium", "kmsKeyId": "arn"})
    after = on_aws(DATABASE, inputs={"engine": "postgres", "instanceClass": "db.t4g.large"})
    replaced = f"{DATABASE} x: would be replaced, as engine and kmsKeyId cannot be changed in place"
    assert lost(before, after) == [replaced]
    assert lost(on_aws("aws:iam/role:Role", inputs={"name": "a"}), on_aws("aws:iam/role:Role", inputs={})) == []


def test_what_pulumi_protects_is_said():
    before = on_aws(DATABASE, inputs={"engine": "mysql"}, protected=True)
    guarded = "is protected, so that Pulumi refuses to delete it"
    assert lost(before, on_aws()) == [f"{DATABASE} x: is removed; {guarded}"]
    (replaced,) = lost(before, on_aws(DATABASE, inputs={"engine": "postgres"}, protected=True))
    assert replaced.endswith(f"engine cannot be changed in place; {guarded}")


def test_what_may_be_replaced_is_no_loss():
    cluster = "aws:rds/cluster:Cluster"
    assert lost(on_aws(cluster, inputs={"storageType": ""}), on_aws(cluster, inputs={"storageType": "aurora"})) == []


ON_AWS = grouped(title for title in STACKS if "aws-production" in title)


def reported(title: str) -> dict[str, Any]:
    report = summarize(recordings.stack(title).recording, CHECKED)
    return report_data(report, project="p", stack="s", files={})


@pytest.mark.parametrize("title", ON_AWS)
def test_what_is_retained_on_aws_holds_data(title: str):
    resources = [each for each in recordings.stack(title).recording.resources if each.type.startswith("aws:")]
    kept = {each.type for each in resources if each.retain_on_delete or each.protect}
    assert {DATABASE, "aws:s3/bucket:Bucket"} < kept
    # An address is lost with it, and no data.
    assert kept - rules().keys() <= {"aws:lb/loadBalancer:LoadBalancer"}


@pytest.mark.parametrize("title", ON_AWS)
def test_an_example_loses_nothing_unless_a_field_changes_that_replaces(title: str):
    before, after = Render(report=reported(title)), Render(report=reported(title))
    assert lost(before, after) == []
    database = next(each for each in after.report["otherResources"] if each["type"] == DATABASE)
    database["inputs"] |= {"allocatedStorage": 1234, "instanceClass": "db.t4g.micro", "identifier": "other"}
    assert lost(before, after) == []
    database["inputs"]["username"] = "other"
    (found,) = lost(before, after)
    assert found.startswith(f"{DATABASE} {database['name']}: would be replaced, as username cannot be changed in place")
    assert found.endswith("is protected, so that Pulumi refuses to delete it")
