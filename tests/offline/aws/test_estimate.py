"""What declared resources cost a month: compared with sums that were worked out by hand from the price list."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pulumi_aws as aws
import pytest

from homelab.offline import record
from homelab.offline.aws.estimate import AwsEstimate, estimate

HOURS = 730


def estimated(program: Callable[[], Any], *, region: str = "us-east-1", preview: bool = False) -> AwsEstimate:
    found = estimate(record(program, config={"aws:region": region}, preview=preview).resources)
    assert found is not None
    return found


def usd(program: Callable[[], Any]) -> tuple[str, str]:
    """The sum; everything must have a price or depend on use."""
    found = estimated(program)
    assert not found.unpriced
    assert not found.unknown
    return str(found.minimum), str(found.maximum)


def postgres(**args: Any) -> None:
    aws.rds.Instance("db", engine="postgres", instance_class="db.t4g.medium", storage_type="gp3", **args)


def aurora(minimum: float, maximum: float) -> None:
    scaling: Any = {"min_capacity": minimum, "max_capacity": maximum}
    cluster = aws.rds.Cluster("db", engine="aurora-postgresql", serverlessv2_scaling_configuration=scaling)
    aws.rds.ClusterInstance(
        "db",
        cluster_identifier=cluster.id,
        engine=aws.rds.EngineType.AURORA_POSTGRESQL,
        instance_class="db.serverless",
    )


def documentdb(instance_class: str, instances: int = 1) -> None:
    cluster = aws.docdb.Cluster(
        "docs",
        manage_master_user_password=True,
        serverless_v2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 4},
    )
    for number in range(instances):
        aws.docdb.ClusterInstance(f"docs-{number}", cluster_identifier=cluster.id, instance_class=instance_class)


def nodes(**args: Any) -> None:
    aws.elasticache.ReplicationGroup(
        "cache", description="-", engine="valkey", node_type="cache.t4g.small", snapshot_retention_limit=1, **args
    )


def acl(rules: int) -> None:
    visibility: Any = {"cloudwatch_metrics_enabled": True, "metric_name": "x", "sampled_requests_enabled": True}
    rule: Any = {
        "name": "limit",
        "priority": 1,
        "action": {"block": {}},
        "statement": {"rate_based_statement": {"limit": 100, "aggregate_key_type": "IP"}},
        "visibility_config": visibility,
    }
    aws.wafv2.WebAcl(
        "acl", scope="REGIONAL", default_action={"allow": {}}, visibility_config=visibility, rules=[rule] * rules
    )


@pytest.mark.parametrize(
    ("program", "minimum", "maximum"),
    [
        (lambda: postgres(allocated_storage=20), "49.75", "49.75"),
        (lambda: postgres(allocated_storage=20, max_allocated_storage=100, multi_az=True), "99.50", "117.90"),
        (lambda: postgres(allocated_storage=20, manage_master_user_password=True), "50.15", "50.15"),
        (lambda: aurora(0.5, 4), "43.80", "350.40"),
        (lambda: aurora(0, 1), "0.00", "87.60"),
        (lambda: documentdb("db.t4g.medium", 2), "110.86", "110.86"),
        (lambda: documentdb("db.serverless"), "30.40", "240.42"),
        (lambda: nodes(num_cache_clusters=2), "37.38", "37.38"),
        (lambda: nodes(num_node_groups=2, replicas_per_node_group=1), "74.75", "74.75"),
        (lambda: acl(4), "9.00", "9.00"),
        (lambda: aws.lb.LoadBalancer("lb", internal=True), "16.43", "16.43"),
        (lambda: aws.kms.Key("key"), "1.00", "1.00"),
        (lambda: aws.cloudwatch.Dashboard("board", dashboard_name="x", dashboard_body="{}"), "3.00", "3.00"),
        (lambda: aws.secretsmanager.Secret("env", replicas=[{"region": "eu-west-1"}]), "0.80", "0.80"),
        (lambda: aws.eks.Cluster("c", role_arn="x", vpc_config={"subnet_ids": []}), "73.00", "73.00"),
        (
            lambda: aws.ec2.VpcEndpoint(
                "bedrock", vpc_id="vpc-1", service_name="x", vpc_endpoint_type="Interface", subnet_ids=["a", "b"]
            ),
            "14.60",
            "14.60",
        ),
        (
            lambda: aws.route53.HealthCheck("up", type="HTTPS", fqdn="x", request_interval=30, failure_threshold=3),
            "1.50",
            "1.50",
        ),
        (
            lambda: aws.elasticache.ServerlessCache(
                "cache", engine="valkey", cache_usage_limits={"data_storage": {"maximum": 5, "unit": "GB"}}
            ),
            "6.13",
            "306.60",
        ),
        (
            lambda: aws.opensearch.Domain(
                "search",
                cluster_config={"instance_type": "t3.small.search", "instance_count": 2},
                ebs_options={"ebs_enabled": True, "volume_type": "gp3", "volume_size": 10},
            ),
            "55.00",
            "55.00",
        ),
        (
            lambda: aws.opensearch.ServerlessCollectionGroup(
                "search",
                standby_replicas="ENABLED",
                capacity_limits=[
                    {
                        "min_indexing_capacity_in_ocu": 0,
                        "max_indexing_capacity_in_ocu": 2,
                        "min_search_capacity_in_ocu": 0,
                        "max_search_capacity_in_ocu": 2,
                    }
                ],
            ),
            "0.00",
            "700.80",
        ),
    ],
)
def test_what_is_declared_costs_what_the_price_list_says(program: Callable[[], Any], minimum: str, maximum: str):
    assert usd(program) == (minimum, maximum)


def test_two_alarms_are_charged_twice_and_metric_math_by_its_metrics():
    def program() -> None:
        for name in ("cpu", "memory"):
            aws.cloudwatch.MetricAlarm(
                name, comparison_operator="GreaterThanThreshold", evaluation_periods=1, metric_name=name, period=60
            )
        metric: Any = {"metric_name": "x", "period": 60, "stat": "Sum", "namespace": "AWS/RDS"}
        aws.cloudwatch.MetricAlarm(
            "ratio",
            comparison_operator="GreaterThanThreshold",
            evaluation_periods=1,
            metric_queries=[
                {"id": "a", "metric": metric},
                {"id": "b", "metric": metric},
                {"id": "c", "expression": "a/b", "return_data": True},
            ],
        )

    assert usd(program) == ("0.40", "0.40")


def test_what_depends_on_use_is_named_and_not_counted():
    found = estimated(lambda: aws.s3.Bucket("files"))
    assert (found.minimum, found.maximum) == (Decimal(0), Decimal(0))
    assert {each.item for each in found.by_use} == {"S3 storage", "S3 writes", "S3 reads"}


def test_what_has_no_price_is_named_and_not_counted():
    def program() -> None:
        postgres(allocated_storage=20)
        aws.rds.Instance("big", engine="postgres", instance_class="db.x2g.16xlarge", replicate_source_db="db")
        aws.msk.ServerlessCluster("kafka", client_authentication={}, vpc_configs=[])  # pyright: ignore[reportArgumentType]

    found = estimated(program)
    assert [each.item for each in found.unpriced] == ["RDS for PostgreSQL db.x2g.16xlarge"]
    assert found.unknown == ["aws:msk/serverlessCluster:ServerlessCluster"]
    assert str(found.minimum) == "49.75"


def test_a_region_without_prices_uses_none_of_another_one():
    found = estimated(lambda: postgres(allocated_storage=20), region="eu-central-1")
    assert found.minimum == 0
    assert str(found) == "none in eu-central-1: there are no prices for what is declared there"
    assert {each.region for each in found.unpriced} == {"eu-central-1"}


def test_an_estimate_says_its_region_and_the_dates_of_its_prices():
    text = str(estimated(lambda: postgres(allocated_storage=20)))
    assert text == "USD 49.75 a month in us-east-1, by prices of 2026-06-01 to 2026-08-21"


def test_prices_that_were_not_checked_are_named():
    found = estimated(lambda: aws.rds.Instance("db", engine="postgres", instance_class="db.t4g.large"))
    assert found.unverified == ["RDS for PostgreSQL db.t4g.large"]


def test_a_preview_has_the_same_estimate():
    def program() -> None:
        aurora(0.5, 4)
        documentdb("db.serverless")

    one, other = estimated(program), estimated(program, preview=True)
    assert (one.minimum, one.maximum) == (other.minimum, other.maximum)


def test_lookups_and_other_providers_are_not_estimated():
    assert estimate(record(lambda: aws.lb.LoadBalancer.get("lb", "arn")).resources) is None
