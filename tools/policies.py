"""Writes ``homelab_policies/admission/`` and the end of ``docs/policies.md``."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from homelab.policies import OBJECT_RULES, RULES, Admission, NotAdmitted, ObjectRule, Rule, Settings, StackRule
from homelab.policies.admission import bindings, name_of, policy, settings
from tools.documents import rewritten

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "homelab_policies" / "admission"
DOCUMENT = ROOT / "docs" / "policies.md"
_WRITTEN = "# Written by make docs, from homelab/policies.\n"


class _Dumper(yaml.SafeDumper):
    """Dumper that writes texts of several lines as blocks."""


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None),
)


def files() -> dict[str, str]:
    """The folder's files by their names."""
    found = {"settings.yaml": _text(settings(Settings().registries))}
    for rule, admission in _admitted():
        found[f"{name_of(rule)}.yaml"] = _text([policy(rule, admission), *bindings(rule, admission)])
    kustomization = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": [*found]}
    return {"kustomization.yaml": _text([kustomization]), **found}


def document() -> str:
    """The document, with its table written anew."""
    return rewritten(DOCUMENT, [*_table(RULES), ""])


def _admitted() -> Iterator[tuple[ObjectRule, Admission]]:
    for rule in OBJECT_RULES:
        if isinstance(rule.admission, Admission):
            yield rule, rule.admission


def _text(manifests: Iterable[Mapping[str, Any]]) -> str:
    options: dict[str, Any] = {"Dumper": _Dumper, "sort_keys": False, "width": 1000}
    return _WRITTEN + yaml.dump_all([dict(each) for each in manifests], **options)


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| rule | level | what is expected | what to do otherwise | in a cluster |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        yield f"| `{rule.name}` | {rule.level} | {rule.expected} | {rule.action} | {_in_a_cluster(rule)} |"


def _in_a_cluster(rule: Rule) -> str:
    if isinstance(rule, ObjectRule | StackRule) and isinstance(rule.admission, NotAdmitted):
        return f"no: {rule.admission.why}"
    return "yes"


def main() -> None:
    """Write all of it."""
    for file in FOLDER.glob("*.yaml"):
        file.unlink()
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
