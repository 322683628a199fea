"""Queries of alerts and dashboards: PromQL, over series that sources or documentation of a program name."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from homelab.components.monitoring import dashboards
from homelab.components.monitoring.alerts import ALERTS
from homelab.components.monitoring.rules import RulesOf, rule_groups
from tests.monitoring.situations import PARTS
from tools.dashboards import DASHBOARDS

SOURCES: Mapping[str, Sequence[str]] = json.loads((Path(__file__).parent / "series.json").read_text())


def alert_queries() -> Mapping[str, str]:
    groups = rule_groups(RulesOf("ws", PARTS), "ai")["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def panels() -> Iterator[tuple[str, Any]]:
    for name in DASHBOARDS:
        document = json.loads(dashboards.dashboard(name, workspace="ws", namespace="ai"))
        yield from ((f"{name}: {each['title']}", each) for each in document["panels"] if each["type"] != "row")


def panel_queries() -> Mapping[str, str]:
    # What Grafana puts in before it asks.
    values = {"$namespace": "ai", "$workspace": "ws", "$__rate_interval": "5m"}
    return {
        f"{title} {target['refId']}": re.sub(r"\$\w+", lambda found: values[found[0]], target["expr"])
        for title, panel in panels()
        for target in panel["targets"]
    }


QUERIES = {**alert_queries(), **panel_queries()}


def series_of(query: str) -> set[str]:
    """Names of the series that a query reads."""
    tree = promql_parser.parse(query)
    # The parser has no walk over its tree: its own text of it writes each selector as name{...}.
    return set(re.findall(r"([a-zA-Z_:][\w:]*)\{", tree.prettify()))


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_promql_over_known_series_of_the_workspace_alone(name: str):
    found = series_of(QUERIES[name])
    assert found
    assert found <= {each for names in SOURCES.values() for each in names}
    assert QUERIES[name].count("{") == QUERIES[name].count('{namespace="ai"')


def test_the_list_names_no_series_that_nothing_reads():
    listed = [each for names in SOURCES.values() for each in names]
    assert sorted(listed) == sorted(set.union(*map(series_of, QUERIES.values())))


def test_the_parser_refuses_what_is_no_promql():
    with pytest.raises(ValueError, match="parenthesis"):
        promql_parser.parse("sum(up{a='b'}")


def test_alerts_have_names_of_their_own():
    assert len({alert.name for alert in ALERTS}) == len(ALERTS)


def test_every_panel_says_what_it_shows_in_which_unit():
    for title, panel in panels():
        assert panel["description"], title
        assert panel["fieldConfig"]["defaults"]["unit"], title
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}, title
        assert all(target["legendFormat"] for target in panel["targets"]), title
