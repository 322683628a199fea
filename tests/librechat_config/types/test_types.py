import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

from homelab.librechat_config.schema import schema_problems
from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.types import LibreChatConfig
from homelab.librechat_config.types import generated as generated_types
from tests.librechat_config.types.right import config
from tools.librechat.python_types import FILE, generated

ROOT = Path(__file__).parents[3]
SNIPPETS = Path(__file__).parent


def test_the_types_are_those_of_the_schema():
    assert FILE.read_text(encoding="utf-8") == generated(json_schema()), "run `make librechat-generated`"


def example_in_the_docs() -> str:
    blocks = (ROOT / "docs" / "librechat.md").read_text().split("```python\n")[1:]
    (block,) = (block.partition("```")[0] for block in blocks if "LibreChatConfig" in block)
    return block


def test_type_checkers_accept_valid_and_reject_invalid_content(tmp_path: Path):
    snippets = {
        "right.py": (SNIPPETS / "right.py").read_text(),
        "wrong.py": (SNIPPETS / "wrong.txt").read_text(),
        "docs.py": example_in_the_docs(),
    }
    for name, text in snippets.items():
        (tmp_path / name).write_text(text)
    settings = {"include": ["."], "extraPaths": [str(ROOT)], "pythonVersion": "3.11", "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({**settings, "reportMissingTypeStubs": "none"}))
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "-p", ".", "--pythonpath", sys.executable]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = {
        (Path(each["file"]).name, each["range"]["start"]["line"] + 1)
        for each in json.loads(run.stdout)["generalDiagnostics"]
    }
    assert found == {
        (name, number)
        for name, text in snippets.items()
        for number, line in enumerate(text.splitlines(), 1)
        if line.endswith("# wrong")
    }


def test_what_the_types_accept_the_schema_accepts():
    without_removals = {key: value for key, value in config.items() if value is not None}
    assert list(map(str, schema_problems({"version": "1", **without_removals}))) == []


def test_at_run_time_it_is_a_plain_map_and_costs_no_import():
    assert LibreChatConfig == dict[str, Any]
    program = "import sys, homelab.librechat_config.types as t; assert not [n for n in sys.modules if 'generated' in n]"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


class _Args(TypedDict):
    config: NotRequired[LibreChatConfig]
    plain: NotRequired[dict[str, Any]]


class _Component(pulumi.ComponentResource):
    def __init__(self, name: str, args: _Args, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Component", name, {}, opts)


def test_pulumis_schema_has_a_plain_map():
    schema = json.loads(str(ComponentProvider([_Component], "test").schema))
    (component,) = schema["resources"].values()
    assert component["inputProperties"]["config"] == component["inputProperties"]["plain"]
    assert "types" not in schema or not schema["types"]


def test_every_key_has_a_class_or_a_type_and_top_level_keys_link_to_their_page():
    assert generated_types.LibreChatConfig.__annotations__.keys() == json_schema()["properties"].keys()
    text = FILE.read_text()
    assert text.count("object_structure/") == len(json_schema()["properties"])
