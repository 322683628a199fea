import yaml

from tools.templates import FOLDER, templates


def test_the_templates_are_what_init_writes():
    written = {str(file.relative_to(FOLDER)): file.read_text() for file in FOLDER.rglob("*") if file.is_file()}
    assert written == templates(), "run `make schema`"


def test_pulumi_fills_in_the_name_wherever_it_stands():
    folder = FOLDER / "workspace-python"
    # In YAML, Pulumi writes the name as YAML, which ends with a line break.
    files = [file for file in folder.iterdir() if file.is_file()]
    filled = {file.name: file.read_text().replace("${PROJECT}", "chat\n") for file in files}
    assert yaml.safe_load(filled["Pulumi.yaml"])["name"] == "chat"
    assert [*yaml.safe_load(filled["Pulumi.dev.yaml"])["config"]] == ["workspace"]
    assert yaml.safe_load(filled["Pulumi.yaml"])["template"]["quickstart"].startswith("homelab schema")
