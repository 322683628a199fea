"""Write the table of docs/aws/monitoring.md anew: ``python -m tools.aws_alarms``."""

from pathlib import Path

from homelab.aws.monitoring.alarms import ALARMS, Alarm, Comparison, Missing
from homelab.aws.retrieval_api import alarms as retrieval
from tools.documents import MARKER

DOCUMENT = Path(__file__).parent.parent / "docs" / "aws" / "monitoring.md"
RETRIEVAL = """## Alarms of a retrieval API
`RetrievalApi` declares these itself, and sends them to `alarm_topic_arns`, such as `Monitoring`'s topic. Without a
value, all is well: nobody asks.

"""
_MISSING = {Missing.QUIET: "good", Missing.SAME: "as before", Missing.GONE: "an alarm"}
_COMPARISON = {Comparison.ABOVE: "above", Comparison.BELOW: "below"}


def table() -> str:
    """Markdown table of all alarms."""
    lines = ["| Alarm | Severity | About | Rings if | After | No value is |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_row, ALARMS)]) + "\n"


def retrieval_table() -> str:
    """Markdown table of the alarms of a retrieval API."""
    lines = ["| Alarm | Severity | About | Rings if | After | Stops a rollout |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_retrieval_row, retrieval.ALARMS)]) + "\n"


def document(text: str) -> str:
    """The text of the document with its tables written anew."""
    return f"{text.partition(MARKER)[0]}{MARKER}{table()}\n{RETRIEVAL}{retrieval_table()}"


def _row(alarm: Alarm) -> str:
    described = [f"{metric.name} ({metric.statistic})" for metric in alarm.metrics]
    named = [f"{metric.id} = {text}" for metric, text in zip(alarm.metrics, described, strict=True)]
    value = f"`{alarm.expression}` with {', '.join(named)}" if alarm.expression else described[0]
    condition = f"{value} {_COMPARISON[alarm.comparison]} {alarm.threshold:.12g}"
    minutes = alarm.period * alarm.periods // 60
    cells = (alarm.severity.value, " or ".join(alarm.targets), condition, f"{minutes} min", _MISSING[alarm.missing])
    return f"| [{alarm.name}](runbooks/{alarm.name}.md) | {' | '.join(cells)} |"


def _retrieval_row(alarm: retrieval.Alarm) -> str:
    condition = f"{alarm.metric} ({alarm.statistic}) above {alarm.threshold:g}"
    minutes = retrieval.PERIOD * alarm.periods // 60
    cells = (alarm.severity.value, alarm.part, condition, f"{minutes} min", "yes" if alarm.stops_rollout else "-")
    return f"| [{alarm.name}](runbooks/{alarm.name}.md) | {' | '.join(cells)} |"


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(document(DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
