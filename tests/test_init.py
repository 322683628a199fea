import inspect
import subprocess
import sys

import homelab


def test_importing_it_loads_nothing_that_only_some_calls_need():
    heavy = ("pulumi_aws", "pydantic", "kubernetes_validate", "jsonschema", "referencing", "re2", "typer", "rich")
    program = f"import sys, homelab; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_every_public_name_is_documented():
    undocumented = [name for name in homelab.__all__ if not inspect.getdoc(getattr(homelab, name))]
    assert undocumented == []
