"""docs/aws/declared.md is what the examples record; with none, and with several programs."""

import re
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws
import pytest

from homelab.aws.security_groups import create_security_group
from homelab.offline import RecordedResource, record
from tests import recordings
from tests.offline.test_remote import platform
from tests.recordings import grouped
from tools.aws_docs import FILE, INTRODUCTION, document, estimates, section, shown_stacks

DOCUMENT = FILE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)$(.*?)(?=^## |\Z)", DOCUMENT.removeprefix(INTRODUCTION)))


@pytest.mark.parametrize("title", grouped(shown_stacks()))
def test_what_the_document_says_of_an_example_is_up_to_date(title: str):
    assert (
        section(title, recordings.stack(title).recording.resources).strip() == f"## {title}{SECTIONS[title]}".strip()
    ), "run `make docs`"


def test_the_document_is_its_introduction_the_estimates_and_every_example():
    recorded = {title: recordings.stack(title).recording.resources for title in shown_stacks()}
    assert DOCUMENT.startswith(INTRODUCTION)
    assert list(SECTIONS) == (["Estimates", *recorded] if recorded else [])
    assert estimates(recorded).strip() == (f"## Estimates{SECTIONS['Estimates']}".strip() if recorded else "")


def database(multi_az: bool = False) -> None:
    create_security_group(
        "db",
        description="-",
        vpc_id="vpc-1",
        port=5432,
        clients=["sg-1"],
        tags={},
        region=None,
        opts=pulumi.ResourceOptions(),
    )
    aws.rds.Instance(
        "db",
        engine="postgres",
        instance_class="db.t4g.medium",
        allocated_storage=20,
        storage_type="gp3",
        multi_az=multi_az,
    )


def recorded(multi_az: bool = False) -> Sequence[RecordedResource]:
    return record(lambda: database(multi_az)).resources


def test_several_programs_have_their_sums_with_dates_and_a_section_each():
    text = document({"Example one": recorded(), "Example two": recorded(multi_az=True)})
    assert "| Example one | 49.75 | us-east-1 | 2026-06-01 to 2026-08-21 | - | - |" in text
    assert "| Example two | 99.50 | us-east-1 |" in text
    assert text.count("```mermaid\nflowchart LR\n") == 2
    assert text.count("|  | db |\n| --- | --- |\n| sg-1 | tcp 5432 |\n") == 2
    assert text.count("`CreateDBInstance`") == 2


def test_what_other_libraries_declare_needs_no_permission_here():
    assert "CreateVpc" not in section("Example", record(platform).resources)


def test_without_programs_there_is_only_the_introduction():
    assert document({}) == INTRODUCTION
