"""The report on a terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from homelab.gitops.flux import FOLDER as FLUX_FOLDER
from homelab.gitops.tool import Tool
from homelab.kubernetes.quantity import format_bytes, format_cores
from homelab.offline.aws.display import show_estimate, show_resources
from homelab.offline.aws.estimate import is_declared
from homelab.offline.footprint_cells import ARROW, AT_PEAK, COLUMNS, cells, cells_at_peak, compared_cells
from homelab.offline.manifests import SECRETS_FILE
from homelab.offline.report import Report, children_of
from homelab.offline.resources import RecordedResource
from homelab.offline.secrets_format import SecretsFormat
from homelab.offline.workloads import Workload


def show(report: Report, console: Console, *, title: str) -> None:
    """Print components with their workloads, totals, URLs and resources of other providers."""
    tree = Tree(Text(title, "bold"), guide_style="dim")
    workloads = {workload.object.resource.urn: workload for workload in report.workloads}
    _add_children(tree, "", children_of(report.recording.resources), workloads)
    console.print(tree)
    _show_list(
        console,
        f"{len(report.recording.objects)} Kubernetes objects",
        [
            f"requests {format_cores(report.cpu)} CPU, {format_bytes(report.memory)} memory",
            f"storage  {format_bytes(report.storage)}",
            *([f"estimate {report.estimate}"] if report.estimate else []),
        ],
    )
    show_footprint(report, console)
    show_resources(report.aws, console)
    show_estimate(report.aws_estimate, console)
    _show_list(console, "Reachable at", report.urls)
    _show_list(console, "Secrets that must exist, with their keys", list(map(str, report.required_secrets)))
    others = [f"{r.type} {r.name}" for r in report.other_resources if not is_declared(r)]
    _show_list(console, "Other providers' resources, not rendered", others)
    _show_list(console, "Provider functions, answered with placeholders", sorted(report.recording.functions))
    _show_list(console, "Not checked, as there is no schema", report.checks.unchecked)
    _show_list(console, "Warnings", report.recording.warnings)


def show_footprint(report: Report, console: Console) -> None:
    """Print what each component takes of the cluster, and the quota that just fits."""
    if not report.footprints:
        return
    table = _table()
    for each in report.footprints:
        table.add_row(each.name, *cells(each))
    table.add_section()
    table.add_row("total", *cells(report.footprint))
    table.add_row(AT_PEAK, *cells_at_peak(report.footprint))
    console.print(Text("\nFootprint", "bold"), table, sep="\n")
    _show_list(console, "ResourceQuota that just fits", [f"{name}: {amount}" for name, amount in report.quota.items()])


def show_comparison(before: Report, after: Report, console: Console, *, preset: str) -> None:
    """Print what differs between two footprints of a program, the second one with another preset."""
    table = _table()
    old, new = ({each.name: each for each in (*r.footprints, r.footprint)} for r in (before, after))
    for name in dict.fromkeys([*(each.name for r in (before, after) for each in r.footprints), "total"]):
        compared = compared_cells(old.get(name), new.get(name))
        if any(ARROW in cell for cell in compared) or name == "total":
            table.add_row(name, *compared)
    console.print(Text(f"\nWith preset {preset} instead of the stack's own", "bold"), table, sep="\n")


def _table() -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for index, column in enumerate(COLUMNS):
        table.add_column(column, justify="right" if index else "left", no_wrap=index == 0)
    return table


def show_next_steps(console: Console, folder: Path, *, secrets: SecretsFormat, tool: Tool = Tool.KUBECTL) -> None:
    """Print how to use the rendered files."""
    if tool.prunes:
        where = folder / FLUX_FOLDER if tool is Tool.FLUX else folder
        _show_list(console, f"Written to {folder}", [f"commit it; {tool} applies {where}"])
        return
    kept = f"{folder / SECRETS_FILE}, readable by you only"
    lines = {
        SecretsFormat.PLAIN: kept,
        SecretsFormat.NONE: "left out",
        SecretsFormat.SEALED: f"sealed; in plain text in {kept}",
        SecretsFormat.SOPS: "encrypted by SOPS; Flux decrypts them, kubectl does not",
        SecretsFormat.PLACEHOLDER: "placeholders: compare this folder, and apply another one",
        SecretsFormat.EXTERNAL: f"in the store; what it must have is in {kept}",
    }
    is_applied = secrets not in (SecretsFormat.SOPS, SecretsFormat.PLACEHOLDER)
    apply = [f"apply:   kubectl apply -k {folder}"] if is_applied else []
    _show_list(console, f"Written to {folder}", [*apply, f"secrets: {lines[secrets]}"])


def show_unknown_secrets(console: Console, places: Sequence[str], *, as_placeholders: bool = False) -> None:
    """Print the paths of secrets that were unknown in a preview, or had placeholders."""
    _show_list(
        console, f"Encrypted, and {'placeholders here' if as_placeholders else 'unknown in this preview'}", places
    )


def show_rotated(console: Console, names: Sequence[str]) -> None:
    """Print the random values that are new because the program asked for it."""
    _show_list(console, "Generated anew, as their keepers have changed", names)


def _add_children(
    tree: Tree,
    parent: str,
    children: Mapping[str, Sequence[RecordedResource]],
    workloads: Mapping[str, Workload],
) -> None:
    for resource in children.get(parent, ()):
        branch = tree
        if resource.urn in workloads:
            branch = _add_workload(tree, workloads[resource.urn])
        elif not resource.custom:
            branch = tree.add(Text.assemble((resource.name, "bold"), f"  {resource.type}"))
        _add_children(branch, resource.urn, children, workloads)


def _add_workload(tree: Tree, workload: Workload) -> Tree:
    object_ = workload.object
    parts = [f"{workload.replicas} replica{'s' if workload.replicas != 1 else ''}"] if workload.runs_always else []
    parts += [f"{format_cores(workload.cpu)} CPU", f"{format_bytes(workload.memory)} memory"]
    if workload.storage:
        parts.append(f"{format_bytes(workload.storage)} storage")
    branch = tree.add(Text.assemble((f"{object_.kind} ", "cyan"), object_.name, f": {', '.join(parts)}"))
    for image in dict.fromkeys(workload.images):
        branch.add(Text(image, "dim"))
    return branch


def _show_list(console: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        # The terminal wraps the lines: a URL or command that is broken up here could not be copied.
        console.print(Text(f"\n{title}", "bold"), *(Text(f"  {line}") for line in lines), sep="\n", soft_wrap=True)
