from io import StringIO
from pathlib import Path

import pulumi
import pulumi_kubernetes as k8s
from rich.console import Console

from homelab.offline import record
from homelab.offline.checks import CheckResult
from homelab.offline.display import show, show_comparison, show_next_steps
from homelab.offline.report import summarize
from homelab.offline.secrets_format import SecretsFormat


class Chat(pulumi.ComponentResource):
    def __init__(self, name: str, replicas: int = 2):
        super().__init__("test:index:Chat", name, {})
        requests = {"cpu": "250m", "memory": "1Gi"}
        k8s.apps.v1.Deployment(
            name,
            metadata={"name": name},
            spec={
                "replicas": replicas,
                "selector": {"match_labels": {"app": "x"}},
                "template": {
                    "metadata": {"labels": {"app": "x"}},
                    "spec": {"containers": [{"name": "x", "image": "img:1", "resources": {"requests": requests}}]},
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def program() -> None:
    Chat("chat")
    pulumi.export("url", f"https://chat.example.com/{'x' * 100}")


CHECKS = CheckResult(violations=[], kubernetes_version="1.37", unchecked=["example.com/v1 Thing"], counts={})


def shown(width: int) -> str:
    text = StringIO()
    console = Console(file=text, width=width, markup=False, highlight=False)
    show(summarize(record(program), CHECKS), console, title="p, stack s")
    show_next_steps(console, Path("rendered/[s]"), secrets=SecretsFormat.PLAIN)
    return text.getvalue()


def test_workloads_stand_below_their_components():
    assert shown(100).startswith(
        "p, stack s\n"
        "└── chat  test:index:Chat\n"
        "    └── Deployment chat: 2 replicas, 500m CPU, 2Gi memory\n"
        "        └── img:1\n"
    )


def test_totals_urls_and_next_steps_are_told():
    text = shown(100)
    assert "requests 500m CPU, 2Gi memory" in text
    assert "Not checked, as there is no schema\n  example.com/v1 Thing" in text
    assert "kubectl apply -k rendered/[s]" in text
    assert "rendered/[s]/secrets.yaml" in text


def test_a_narrow_terminal_breaks_no_url():
    text = shown(40)
    assert f"  https://chat.example.com/{'x' * 100}\n" in text
    assert max(len(line) for line in text.partition("\n\n")[0].splitlines()) <= 40


def test_nothing_is_coloured_outside_a_terminal():
    assert "\x1b" not in shown(80)


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_the_footprint_is_a_table_with_a_total_and_a_quota():
    text = shown(100)
    assert ["chat", "2", "500m", "2Gi", "-", "-"] in rows(text)
    assert ["total", "2", "500m", "2Gi", "-", "-"] in rows(text)
    assert ["with", "Jobs", "and", "rollouts", "3", "750m", "3Gi", "-", "-"] in rows(text)
    assert "ResourceQuota that just fits\n  pods: 3\n  requests.cpu: 750m\n  requests.memory: 3Gi\n" in text


def test_a_comparison_shows_what_differs_and_the_total():
    def other() -> None:
        Chat("chat", replicas=3)
        Chat("new")

    def own() -> None:
        Chat("chat", replicas=2)
        Chat("same")

    text = StringIO()
    before, after = (summarize(record(each), CHECKS) for each in (own, other))
    show_comparison(before, after, Console(file=text, width=100), preset="staging")
    assert "With preset staging instead of the stack's own" in text.getvalue()
    assert [row[0] for row in rows(text.getvalue())[4:] if row] == ["chat", "same", "new", "total"]
    assert ["chat", "2", "→", "3", "500m", "→", "750m", "2Gi", "→", "3Gi", "-", "-"] in rows(text.getvalue())
    assert ["total", "4", "→", "5", "1", "→", "1.25", "4Gi", "→", "5Gi", "-", "-"] in rows(text.getvalue())
