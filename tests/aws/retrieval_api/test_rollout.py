"""A canary as two plain updates, or by CodeDeploy."""

from typing import Any

import pytest

from homelab.offline import Recording
from tests.aws.recordings import of_type, only
from tests.aws.retrieval_api.apis import api

ALIAS = "aws:lambda/alias:Alias"


def alias(args: dict[str, Any] | None = None) -> dict[str, Any]:
    return {**only(api(args), ALIAS).inputs}


def test_the_newest_version_answers():
    found = alias()
    assert (found["name"], found["functionVersion"]) == ("live", "1")
    assert "routingConfig" not in found


@pytest.mark.parametrize(("canary", "weight"), [({"version": "7"}, 0.1), ({"version": "7", "weight": 0.5}, 0.5)])
def test_a_canary_answers_its_share_and_the_next_update_ends_it(canary: dict[str, Any], weight: float):
    during = alias({"stable_version": "6", "canary": canary})
    assert during["functionVersion"] == "6"
    assert during["routingConfig"] == {"additionalVersionWeights": {"7": weight}}
    taken_back = alias({"stable_version": "6"})
    assert taken_back["functionVersion"] == "6"
    assert "routingConfig" not in taken_back


def test_warm_environments_belong_to_the_alias():
    found = only(
        api({"concurrency": {"provisioned": 2}}),
        "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    ).inputs
    assert (found["qualifier"], found["provisionedConcurrentExecutions"]) == ("live", 2)
    assert not [each for each in api().resources if "provisioned" in each.type.lower()]


def with_code_deploy() -> Recording:
    return api({"code_deploy": True})


def test_codedeploy_shifts_a_tenth_for_five_minutes_and_goes_back_on_alarms():
    recording = with_code_deploy()
    group = only(recording, "aws:codedeploy/deploymentGroup:DeploymentGroup").inputs
    assert only(recording, "aws:codedeploy/application:Application").inputs["computePlatform"] == "Lambda"
    assert group["deploymentConfigName"] == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert group["deploymentStyle"] == {"deploymentOption": "WITH_TRAFFIC_CONTROL", "deploymentType": "BLUE_GREEN"}
    assert group["autoRollbackConfiguration"]["events"] == ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
    names = {each.name: each.inputs["name"] for each in of_type(recording, "aws:cloudwatch/metricAlarm:MetricAlarm")}
    stopping = {names[f"docs-{name}"] for name in ("RetrievalSlow", "RetrievalFailing", "RetrievalErrors")}
    assert {*group["alarmConfiguration"]["alarms"]} == stopping
    assert not of_type(api(), "aws:codedeploy/application:Application")


def test_an_update_does_not_take_back_what_codedeploy_has_shifted(monkeypatch: pytest.MonkeyPatch):
    import pulumi_aws as aws

    ignored: list[Any] = []
    original = aws.lambda_.Alias

    def spy(*args: Any, **options: Any) -> Any:
        ignored.append(options["opts"].ignore_changes)
        return original(*args, **options)

    monkeypatch.setattr(aws.lambda_, "Alias", spy)
    with_code_deploy()
    api()
    assert ignored == [["functionVersion", "routingConfig"], None]
