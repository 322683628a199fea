"""The control plane's programs, built from their Go modules once and cached outside of the tree."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import typer

from tests.cache import cache

MODULES = Path(__file__).parent / "programs"
CACHE = cache("cluster")
STAGES_FILE = "stages.yaml"
"""What kwok does to nodes, pods and volumes."""
DEFINITIONS_FILE = "definitions.yaml"
"""CustomResourceDefinitions of what the workspace uses beyond Kubernetes itself."""
_STAGES = ("node/fast", "node/heartbeat-with-lease", "pod/fast", "volume/fast")
_SECONDS_BETWEEN_REPORTS = 20


class BuildError(Exception):
    """Why there are no programs, as a few lines for the user."""


@dataclass(frozen=True)
class Program:
    """A program, and the package of one of the modules that it is built from."""

    name: str
    module: str
    package: str
    linker_flags: list[str] = field(default_factory=list[str])


def programs() -> list[Program]:
    """What a control plane consists of, and the kubectl that fits it."""
    version = _version_of("kubernetes", "k8s.io/kubernetes")
    major, minor, _ = version.removeprefix("v").split(".")
    # Clients cannot parse the version of an API server that has none.
    stamp = {
        "k8s.io/component-base/version.gitVersion": version,
        "k8s.io/component-base/version.gitMajor": major,
        "k8s.io/component-base/version.gitMinor": minor,
        "k8s.io/client-go/pkg/version.gitVersion": version,
    }
    flags = [f"-X {variable}={value}" for variable, value in stamp.items()]
    names = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")
    return [
        *(Program(name, "kubernetes", f"k8s.io/kubernetes/cmd/{name}", flags) for name in names),
        Program("kwok", "kwok", "sigs.k8s.io/kwok/cmd/kwok"),
        Program("etcd", "etcd", "."),
    ]


def build() -> Path:
    """The folder with all programs and files; built now unless an earlier run has done it.

    :raises BuildError: Go is missing, or cannot build them.
    """
    if shutil.which("go") is None:
        raise BuildError("a test cluster is built with Go 1.26 or newer, and there is no `go` on PATH: see go.dev/dl")
    folder = CACHE / _fingerprint()
    if folder.is_dir():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=CACHE))
    try:
        wanted = programs()
        for number, program in enumerate(wanted, 1):
            _build(program, unfinished, f"building {program.name} ({number} of {len(wanted)})")
        (unfinished / STAGES_FILE).write_text(_stages())
        (unfinished / DEFINITIONS_FILE).write_text(_definitions())
        # Whoever is first puts the folder in place; the other one has built the same.
        if not folder.is_dir():
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _fingerprint() -> str:
    """A name that changes with every version of a program, and with Go's."""
    files = sorted(file for file in MODULES.rglob("*") if file.is_file())
    parts = [_go("version").encode(), *(file.read_bytes() for file in files), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _version_of(module: str, dependency: str) -> str:
    required = json.loads(_go("mod", "edit", "-json", module=module))["Require"]
    return next(each["Version"] for each in required if each["Path"] == dependency)


def _build(program: Program, folder: Path, title: str) -> None:
    flags = " ".join(["-s", "-w", *program.linker_flags])
    command = ["go", "build", "-ldflags", flags, "-o", str(folder / program.name), program.package]
    started = reported = time.monotonic()
    typer.echo(f"{title}: a few minutes the first time", err=True)
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command, cwd=MODULES / program.module, env=_environment(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while process.poll() is None:
                time.sleep(0.2)
                if time.monotonic() - reported > _SECONDS_BETWEEN_REPORTS:
                    reported = time.monotonic()
                    typer.echo(f"{title}: {reported - started:.0f} s", err=True)
        finally:
            process.terminate()
            process.wait()
        if process.returncode != 0:
            output.seek(0)
            raise BuildError(f"{title} failed:\n{output.read()[-4000:]}")
    typer.echo(f"{title}: done in {time.monotonic() - started:.0f} s", err=True)


def _definitions() -> str:
    module = _download("gateway-api", "sigs.k8s.io/gateway-api")
    return (module / "config" / "crd" / "standard" / "gateway.networking.k8s.io_httproutes.yaml").read_text()


def _stages() -> str:
    """The stages that kwok's own module brings, in one file."""
    module = _download("kwok", "sigs.k8s.io/kwok")
    folders = [module / "kustomize" / "stage" / stage for stage in _STAGES]
    texts = [file.read_text() for folder in folders for file in sorted(folder.glob("*.yaml"))]
    stages = "\n---\n".join(text for text in texts if "\nkind: Stage\n" in text)
    # Volumes of every class, not only of the one that kwok brings.
    return stages.replace("self.spec.storageClassName == 'kwok-volume'", "has(self.spec.storageClassName)")


def _download(module: str, dependency: str) -> Path:
    """The folder of a dependency's sources."""
    return Path(json.loads(_go("mod", "download", "-json", dependency, module=module))["Dir"])


def _go(*arguments: str, module: str = "") -> str:
    run = subprocess.run(
        ["go", *arguments], cwd=MODULES / module, env=_environment(), capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        raise BuildError(f"go {arguments[0]} failed: {run.stderr.strip()[-2000:]}")
    return run.stdout


def _environment() -> dict[str, str]:
    # Without C there is nothing to link against, and flags of the user's own must not change what is built.
    return {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""}
