"""What `homelab render` says of AWS, and that it says nothing where nothing is declared."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest
from rich.console import Console

from homelab.offline import record
from homelab.offline.checks import check
from homelab.offline.command import RenderOptions, render_stack
from homelab.offline.display import show
from homelab.offline.report import Report, summarize
from homelab.offline.report_data import report_data
from homelab.offline.schemas import Schemas

PROGRAM = """
import pulumi_aws as aws
aws.rds.Instance("db", engine="postgres", instance_class="db.t4g.medium", storage_type="gp3", allocated_storage=20)
"""


def report(program: Callable[[], Any], region: str = "us-east-1") -> Report:
    recording = record(program, config={"aws:region": region})
    return summarize(recording, check(recording, Schemas(None)))


def shown(program: Callable[[], Any], region: str = "us-east-1") -> str:
    console = Console(record=True, width=200, highlight=False, markup=False)
    show(report(program, region), console, title="test")
    return console.export_text()


def workspace() -> None:
    aws.rds.Instance("db", engine="postgres", instance_class="db.t4g.medium", storage_type="gp3", allocated_storage=20)
    aws.s3.Bucket("files")
    aws.backup.Framework("audit", controls=[])  # of which the estimate knows nothing
    aws.ec2.Instance("node", instance_type="t4g.large")
    aws.ec2.Instance("other", instance_type="z99.large")


def test_resources_the_estimate_and_what_it_leaves_out_are_shown():
    text = shown(workspace)
    assert "ec2.Instance" in text
    assert "USD 98.81 a month in us-east-1, by prices of 2026-06-01 to 2026-11-21" in text
    assert "RDS for PostgreSQL db.t4g.medium" in text
    assert "730 hours" in text
    assert "S3 storage: USD 0.023 per GB-month" in text
    assert "EC2 z99.large: no price for us-east-1" in text
    assert "aws:backup/framework:Framework: not known what AWS charges for it" in text
    assert "not checked against a price list\n  EC2 t4g.large" in text
    assert "not rendered" not in text


def test_a_region_without_prices_says_so():
    text = shown(workspace, "eu-central-1")
    assert "none in eu-central-1: there are no prices" in text
    assert "USD 4" not in text


def test_without_aws_nothing_is_said_of_it():
    program: Callable[[], Any] = lambda: random.RandomPassword("x", length=8)  # noqa: E731
    assert "AWS" not in shown(program)
    assert report_data(report(program), project="p", stack="s", files={})["aws"] is None


def test_the_report_has_every_price_with_its_date_region_and_source(tmp_path: Path):
    (tmp_path / "Pulumi.yaml").write_text("name: test\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    render_stack(RenderOptions(folder=tmp_path, stack="dev", out=tmp_path / "out"), Console(quiet=True))
    found = json.loads((tmp_path / "out" / "report.json").read_text())["aws"]
    assert found["components"] == [{"name": "db", "resources": {"rds.Instance": 1}}]
    estimate = found["estimate"]
    assert (estimate["minimum"], estimate["currency"], estimate["regions"]) == ("49.75", "USD", ["us-east-1"])
    assert estimate["dates"] == ["2026-06-01", "2026-08-21"]
    instance = estimate["charges"][0]
    assert instance["price"].keys() == {"usd", "unit", "date", "source", "verified"}
    assert all(instance["price"].values())


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_report_is_the_same_twice(region: str):
    data = [report_data(report(workspace, region), project="p", stack="s", files={}) for _ in range(2)]
    assert data[0] == data[1]
