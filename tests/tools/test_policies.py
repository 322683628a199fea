import yaml

from homelab.policies import OBJECT_RULES, RULES, Admission
from homelab.policies.admission import name_of
from tools.policies import DOCUMENT, FOLDER, document, files


def test_the_files_in_the_repository_are_up_to_date():
    assert {each.name: each.read_text(encoding="utf-8") for each in FOLDER.iterdir()} == files(), "run `make docs`"


def test_the_table_in_the_document_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make docs`"


def test_every_rule_is_in_the_document():
    assert all(f"| `{rule.name}` | {rule.level} |" in document() for rule in RULES)


def test_the_kustomization_names_every_policy():
    names = {f"{name_of(rule)}.yaml" for rule in OBJECT_RULES if isinstance(rule.admission, Admission)}
    assert {*yaml.safe_load(files()["kustomization.yaml"])["resources"]} == {"settings.yaml", *names}
