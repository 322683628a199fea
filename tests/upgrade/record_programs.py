"""Records Pulumi programs with the code on PYTHONPATH: standard input to standard output, both JSON.

It runs with this project's code of old and of now. All that it takes from them is `homelab.offline.record`,
`homelab.offline.GeneratedValues`, and the attributes of a recorded resource that it writes down.
"""

import json
import os
import runpy
import sys
from typing import Any

from homelab.offline import GeneratedValues, RecordedResource, record


def outcome(program: dict[str, Any]) -> dict[str, Any]:
    """What the program declares and the random values that it has then, or why it cannot be run."""
    generated = GeneratedValues.load(program["generated"])
    os.chdir(program["main"])
    try:
        recording = record(
            lambda: runpy.run_path(program["main"], run_name="__main__"),
            project=program["project"],
            stack=program["stack"],
            config=program["config"],
            secret_keys=program["secret_keys"],
            generated=generated,
        )
    except Exception as error:
        return {"resources": [], "generated": generated.dump(), "error": f"{type(error).__name__}: {error}"}
    return {"resources": [data(resource) for resource in recording.resources], "generated": generated.dump()}


def data(resource: RecordedResource) -> dict[str, Any]:
    """What tells whether another resource is this one's successor."""
    return {
        "type": resource.type,
        "name": resource.name,
        "urn": resource.urn,
        "inputs": resource.inputs,
        "retain_on_delete": resource.retain_on_delete,
        "ignore_changes": resource.ignore_changes,
        "replace_on_changes": resource.replace_on_changes,
        # The first recorders did not keep them.
        "aliases": getattr(resource, "aliases", ()),
    }


if __name__ == "__main__":
    json.dump([outcome(program) for program in json.load(sys.stdin)], sys.stdout)
