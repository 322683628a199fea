from homelab.aws.monitoring.alarms import ALARMS
from tools.aws_alarms import DOCUMENT, document


def test_the_table_of_the_documentation_is_the_one_that_the_tool_writes():
    text = DOCUMENT.read_text()
    assert document(text) == text
    assert all(f"[{alarm.name}](runbooks/{alarm.name}.md)" in text for alarm in ALARMS)
    assert "| [RetrievalSlow](runbooks/RetrievalSlow.md) | warning | queries | QueryLatency (p95) above 5000 |" in text
    row = (
        "| [EdgeNoTargets](runbooks/EdgeNoTargets.md) | critical | a target group | HealthyHostCount (Maximum) below 1"
    )
    assert row in text
