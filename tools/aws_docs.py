"""Writes ``docs/aws/declared.md``: what the examples on AWS declare, who connects to whom, permissions, estimates."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from homelab.diagram.aws import aws_graph
from homelab.diagram.mermaid import to_mermaid
from homelab.offline import RecordedResource
from homelab.offline.aws.estimate import AwsEstimate, amount, estimate, is_declared
from homelab.offline.aws.security_rules import SecurityRule, name, security_rules
from tools.aws_permissions import permissions
from tools.network import ROOT, render, stacks

FILE = ROOT / "docs" / "aws" / "declared.md"
INTRODUCTION = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
_MADE_ELSEWHERE = ("awsx:", "eks:")
"""Components whose children are not those of this library."""


def shown_stacks() -> dict[str, Path]:
    """Stacks of the examples that declare resources of AWS alone or mostly, by their titles."""
    folders = [folder for beginning in ("aws", "retrieval-api") for folder in (ROOT / "examples").glob(f"{beginning}*")]
    return {title: file for title, file in stacks().items() if file.parent in folders}


def text() -> str:
    """The document as it should be."""
    return document({title: render(file).resources for title, file in shown_stacks().items()})


def document(recordings: Mapping[str, Sequence[RecordedResource]]) -> str:
    """The document about programs, by their titles."""
    return INTRODUCTION + estimates(recordings) + "".join(section(*each) for each in recordings.items())


def estimates(recordings: Mapping[str, Sequence[RecordedResource]]) -> str:
    """The table of what each program costs a month."""
    found = {title: estimate(each) for title, each in recordings.items()}
    rows = [_estimate_row(title, each) for title, each in found.items() if each is not None]
    header = ["Program", "USD a month", "Region", "Prices of", "Not priced", "Unverified prices"]
    return f"\n## Estimates\n{_table(header, rows)}" if rows else ""


def section(title: str, resources: Sequence[RecordedResource]) -> str:
    """The part of the document about one program."""
    matrix = security_matrix(security_rules(resources))
    actions = permissions(each.type for each in _own(resources))
    rows = [[f"`{prefix}`", ", ".join(f"`{each}`" for each in names)] for prefix, names in actions.items()]
    picture = to_mermaid(aws_graph(resources))
    return (
        f"\n## {title}\n"
        + (f"```mermaid\n{picture}```\n" if picture else "")
        + (f"\nWho may connect to whom by security groups:\n\n{matrix}" if matrix else "")
        + f"\nActions that the deploying role needs:\n\n{_table(['Service', 'Actions'], rows)}"
    )


def security_matrix(rules: Iterable[SecurityRule]) -> str:
    """A table with a row per client and a column per group: the ports on which it may connect."""
    ingress = [rule for rule in rules if rule.is_ingress]
    groups = list(dict.fromkeys(name(rule.group) for rule in ingress))
    ports: dict[str, dict[str, list[str]]] = {}
    for rule in ingress:
        ports.setdefault(name(rule.peer), {}).setdefault(name(rule.group), []).append(rule.ports)
    rows = [[client, *(", ".join(found.get(group, ["-"])) for group in groups)] for client, found in ports.items()]
    return _table(["", *groups], rows) if rows else ""


def _estimate_row(title: str, estimated: AwsEstimate) -> list[str]:
    dates = " to ".join(dict.fromkeys(str(each) for each in estimated.dates or ()))
    return [
        title,
        amount(estimated.minimum, estimated.maximum) if estimated.dates else "-",
        ", ".join(estimated.regions) or "-",
        dates or "-",
        ", ".join([*(each.item for each in estimated.unpriced), *estimated.unknown]) or "-",
        ", ".join(estimated.unverified) or "-",
    ]


def _own(resources: Sequence[RecordedResource]) -> list[RecordedResource]:
    """Declared resources of AWS, without the children of components of other libraries."""
    elsewhere = {each.urn for each in resources if each.type.startswith(_MADE_ELSEWHERE)}
    return [each for each in resources if is_declared(each) and each.parent not in elsewhere]


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [header, ["---"] * len(header), *rows])


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
