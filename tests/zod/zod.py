"""LibreChat's own zod schema, in a node process that answers one question after the other."""

import json
import os
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "judge.mjs"


@dataclass(frozen=True)
class Verdict:
    """What LibreChat says of a configuration."""

    issues: Sequence[str]
    """Why it exits."""
    ignored: Sequence[str]
    """Keys that it drops."""

    @property
    def is_clean(self) -> bool:
        return not self.issues and not self.ignored


class Zod:
    """The schema of LibreChat's package."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def judge(self, config: object, environment: Mapping[str, str] | None = None) -> Verdict:
        """The verdict on a librechat.yaml's content."""
        answer = self._ask({"config": config, "environment": environment or {}})
        return Verdict(answer["issues"], answer["ignored"])

    def read(self, text: str) -> dict[str, Any]:
        """``content`` as LibreChat's YAML parser reads it, or ``error``."""
        return self._ask({"yaml": text})

    def variables(self, text: str) -> dict[str, str]:
        """Variables that LibreChat reads from a .env file."""
        return self._ask({"env": text})["variables"]

    def never_expanded(self, names: Sequence[str]) -> Sequence[str]:
        """Those of ``names`` that LibreChat does not expand."""
        return self._ask({"names": names})["sensitive"]

    def constant(self, name: str) -> Any:
        """What LibreChat's package exports under a name."""
        return self._ask({"constant": name})["value"]

    def _ask(self, question: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"node ended with {self._process.wait(10)}")
        return json.loads(answer)


@contextmanager
def running_zod(packages: Path) -> Generator[Zod]:
    """A process with the packages of ``tools.librechat``."""
    process = subprocess.Popen(
        ["node", str(PROGRAM)],
        env={**os.environ, "NODE_PATH": str(packages / "node_modules")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Zod(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
