"""States of a project that is not this one, but as much of it as an upgrade test sees."""

from pathlib import Path

_OFFLINE = '''
import json
from types import SimpleNamespace
from homelab import VOLUME

RecordedResource = SimpleNamespace

class GeneratedValues:
    """Values that differ from tree to tree, unless they are there already."""

    def __init__(self, values):
        self.values = values or [VOLUME]

    @classmethod
    def load(cls, text):
        return cls([*json.loads(text)])

    def dump(self):
        return json.dumps(self.values)

def record(program, *, project, stack, config, secret_keys, generated):
    name = program()["name"]
    inputs = {
        "PersistentVolumeClaim": {"spec": {"volumeName": VOLUME}},
        "Secret": {"stringData": {"config": config, "secret_keys": secret_keys, "generated": generated.values}},
    }
    return SimpleNamespace(resources=[
        SimpleNamespace(
            type=f"kubernetes:core/v1:{kind}", name=name, urn=f"{project}/{stack}/{kind}", inputs=inputs[kind],
            retain_on_delete=True, ignore_changes=("i",), replace_on_changes=("r",), other="not asked for",
        )
        for kind in inputs
    ])
'''


def project(folder: Path, stack: str, config: str = "{}", *, program: str = "name = 'x'") -> Path:
    """A Pulumi project with one stack."""
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(f"{{name: {folder.name}, runtime: python}}")
    (folder / f"Pulumi.{stack}.yaml").write_text(f"config: {config}")
    (folder / "__main__.py").write_text(program)
    return folder


def code(folder: Path, *, volume: str = "v1") -> Path:
    """A package homelab that declares a claim of ``volume`` and a Secret with what the program was given."""
    offline = folder / "homelab" / "offline"
    offline.mkdir(parents=True)
    (folder / "homelab" / "__init__.py").write_text(f"VOLUME = {volume!r}")
    (offline / "__init__.py").write_text(_OFFLINE)
    return folder
