"""Write the dashboards and the tables of docs/monitoring.md anew: ``python -m tools.dashboards``.

Grafana's own library builds the JSON here, so that users of this library do not need it.
"""

import itertools
from pathlib import Path

from grafana_foundation_sdk.builders import common, timeseries
from grafana_foundation_sdk.builders import dashboard as builder
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement
from grafana_foundation_sdk.models.dashboard import DashboardCursorSync, DataSourceRef

from homelab.components.monitoring.alerts import ALERTS, Alert
from homelab.components.monitoring.dashboards import FOLDER
from tools.dashboard_panels import DASHBOARDS, Panel

DOCUMENT = Path(__file__).parent.parent / "docs" / "monitoring.md"
DATA_SOURCE = "${datasource}"
COLUMNS, HEIGHT = 24, 8


def build(name: str) -> str:
    """JSON of a dashboard."""
    title, rows = DASHBOARDS[name]
    made = (
        builder.Dashboard(title)
        .uid(f"homelab-{name}")
        .tags(["homelab"])
        .readonly()
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .time("now-6h", "now")
        .refresh("1m")
        .with_variable(builder.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
        .with_variable(builder.ConstantVariable("namespace").value(""))
        .with_variable(builder.ConstantVariable("workspace").value(""))
    )
    ids = itertools.count(1)
    for row in rows:
        made = made.with_row(builder.Row(row.title).id(next(ids)))
        for panel in row.panels:
            made = made.with_panel(_panel(panel, width=COLUMNS // len(row.panels)).id(next(ids)))
    return JSONEncoder(sort_keys=True, indent=1).encode(made.build()) + "\n"


def _panel(panel: Panel, *, width: int) -> timeseries.Panel:
    legend = common.VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)
    made = (
        timeseries.Panel()
        .title(panel.title)
        .description(panel.description)
        .datasource(DataSourceRef(type_val="prometheus", uid=DATA_SOURCE))
        .unit(panel.unit)
        .min(0)
        .legend(legend.show_legend(True))
        .height(HEIGHT)
        .span(width)
    )
    for index, (query, name) in enumerate(panel.queries):
        made = made.with_target(Dataquery().expr(query).legend_format(name).ref_id(chr(ord("A") + index)))
    return made


def panels_table() -> str:
    """Markdown table of all panels."""
    lines = ["| Dashboard | Row | Panel | What it shows |", "|---|---|---|---|"]
    for title, rows in DASHBOARDS.values():
        for row in rows:
            lines += [f"| {title} | {row.title} | {each.title} | {each.description} |" for each in row.panels]
    return "\n".join(lines) + "\n"


def alerts_table() -> str:
    """Markdown table of all alerts."""
    lines = ["| Alert | Severity | After | Number | Where |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_alert_row, ALERTS)]) + "\n"


def _alert_row(alert: Alert) -> str:
    number = "\N{EN DASH}" if alert.threshold is None else f"{alert.threshold:.10g}"
    pending = "at once" if alert.pending == "0m" else alert.pending
    where = ", ".join(each.replace("_", " ") for each in alert.needs) or "any workspace"
    return f"| [{alert.name}](runbooks/{alert.name}.md) | {alert.severity.value} | {pending} | {number} | {where} |"


def document(text: str) -> str:
    """The text of docs/monitoring.md with its tables written anew."""
    for name, table in {"alerts": alerts_table(), "panels": panels_table()}.items():
        begin, end = f"<!-- {name}: written by make docs -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{table}{end}{after}"
    return text


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(build(name))
    DOCUMENT.write_text(document(DOCUMENT.read_text()))


if __name__ == "__main__":
    main()
