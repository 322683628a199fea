"""Starts and stops a control plane: its processes, its addresses and its kubeconfig."""

import contextlib
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.kubectl import Kubectl
from tests.cluster.programs import DEFINITIONS_FILE, STAGES_FILE, build

HOST = "127.0.0.1"
NODES = ("node-a", "node-b", "node-c")
STORAGE_CLASSES = ("standard", "fast", "shared")
"""The first one is the default."""
_READY_WITHIN = 90


@dataclass(frozen=True)
class Cluster:
    """A running control plane."""

    kubeconfig: Path
    kubectl: Kubectl
    folder: Path
    """Logs of the processes, and the certificates."""


@contextmanager
def running_cluster() -> Generator[Cluster]:
    """A cluster of three nodes, ready for workloads; everything that it started is gone afterwards.

    :raises BuildError: Its programs cannot be built.
    :raises TimeoutError: It does not become ready.
    """
    programs = build()
    folder = Path(tempfile.mkdtemp(prefix="homelab-cluster-"))
    ports = _free_ports("api", "etcd", "etcd-peers", "controller-manager", "scheduler")
    try:
        with contextlib.ExitStack() as processes:
            api = f"https://{HOST}:{ports['api']}"
            token = secrets.token_hex(16)
            _write_credentials(folder, token)
            _start(processes, folder, programs / "etcd", _etcd_flags(folder, ports))
            _start(processes, folder, programs / "kube-apiserver", _api_server_flags(folder, ports))
            _wait_for("the API server", lambda: _answers(f"{api}/readyz", token), folder)
            kubeconfig = _write_kubeconfig(folder, api, token)
            for name, flags in _clients_flags(folder, ports, programs).items():
                _start(processes, folder, programs / name, {"kubeconfig": str(kubeconfig), **flags})
            kubectl = Kubectl(programs / "kubectl", kubeconfig)
            for manifest in _initial_objects():
                kubectl.create(manifest)
            kubectl.run("create", "-f", str(programs / DEFINITIONS_FILE))
            _wait_for("the nodes", lambda: _are_ready(kubectl), folder)
            yield Cluster(kubeconfig, kubectl, folder)
    finally:
        shutil.rmtree(folder)


def _are_ready(kubectl: Kubectl) -> bool:
    # The controller manager makes each namespace's service account, without which no pod is admitted.
    ready = {node["metadata"]["name"] for node in kubectl.items("nodes") if "taints" not in node["spec"]}
    return ready == set(NODES) and bool(kubectl.items("serviceaccounts", namespace="default"))


def _etcd_flags(folder: Path, ports: Mapping[str, int]) -> dict[str, str]:
    clients, peers = f"http://{HOST}:{ports['etcd']}", f"http://{HOST}:{ports['etcd-peers']}"
    return {
        "data-dir": str(folder / "etcd"),
        "listen-client-urls": clients,
        "advertise-client-urls": clients,
        "listen-peer-urls": peers,
        "initial-advertise-peer-urls": peers,
        "initial-cluster": f"default={peers}",
        "unsafe-no-fsync": "true",
        "log-level": "warn",
    }


def _api_server_flags(folder: Path, ports: Mapping[str, int]) -> dict[str, str]:
    key = str(folder / "service-accounts.key")
    return {
        "etcd-servers": f"http://{HOST}:{ports['etcd']}",
        "bind-address": HOST,
        "advertise-address": HOST,
        "secure-port": str(ports["api"]),
        "cert-dir": str(folder / "certificates"),
        "service-account-issuer": "https://kubernetes.default.svc",
        "service-account-key-file": key,
        "service-account-signing-key-file": key,
        "service-cluster-ip-range": "10.96.0.0/16",
        "token-auth-file": str(folder / "tokens.csv"),
        "authorization-mode": "Node,RBAC",
        # There is no address at which pods could reach this server.
        "endpoint-reconciler-type": "none",
    }


def _clients_flags(folder: Path, ports: Mapping[str, int], programs: Path) -> dict[str, dict[str, str]]:
    """The programs that talk to the API server, and their flags."""
    return {
        "kube-controller-manager": {
            "bind-address": HOST,
            "secure-port": str(ports["controller-manager"]),
            "controllers": "*,-nodeipam",
            "leader-elect": "false",
            "service-account-private-key-file": str(folder / "service-accounts.key"),
            "root-ca-file": str(folder / "certificates" / "apiserver.crt"),
            # Pods are ready as soon as they run: their metrics need not settle for five minutes.
            "horizontal-pod-autoscaler-sync-period": "2s",
            "horizontal-pod-autoscaler-cpu-initialization-period": "1s",
            "horizontal-pod-autoscaler-initial-readiness-delay": "1s",
        },
        "kube-scheduler": {
            "bind-address": HOST,
            "secure-port": str(ports["scheduler"]),
            "leader-elect": "false",
        },
        "kwok": {
            "manage-all-nodes": "true",
            "config": str(programs / STAGES_FILE),
            "server-address": "",
            # Without leases the nodes would report too rarely for the controller manager, and lose their pods.
            "node-lease-duration-seconds": "40",
        },
    }


def _initial_objects() -> Iterator[dict[str, Any]]:
    for zone, name in enumerate(NODES):
        gpus = {"nvidia.com/gpu": "8", "amd.com/gpu": "8"}
        capacity = {"cpu": "32", "memory": "128Gi", "ephemeral-storage": "1Ti", "pods": "500", **gpus}
        yield {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": name,
                "labels": {
                    "kubernetes.io/hostname": name,
                    "kubernetes.io/os": "linux",
                    "topology.kubernetes.io/zone": f"zone-{zone}",
                    "disk": "ssd",
                    "nvidia.com/gpu.present": "true",
                },
            },
            "status": {"capacity": capacity, "allocatable": capacity},
        }
    yield {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": "nvidia"},
        "handler": "nvidia",
    }
    for name in STORAGE_CLASSES:
        is_default = str(name == STORAGE_CLASSES[0]).lower()
        yield {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": is_default}},
            "provisioner": "kwok.x-k8s.io/volume",
            "allowVolumeExpansion": True,
        }


# Credentials


def _write_credentials(folder: Path, token: str) -> None:
    """A token of an administrator, and the key that service accounts' tokens are signed with."""
    (folder / "tokens.csv").write_text(f"{token},admin,admin,system:masters\n")
    (folder / "tokens.csv").chmod(0o600)
    subprocess.run(
        ["openssl", "genrsa", "-out", str(folder / "service-accounts.key"), "2048"], check=True, capture_output=True
    )


def _write_kubeconfig(folder: Path, api: str, token: str) -> Path:
    file = folder / "kubeconfig"
    named = {"name": "homelab-test"}
    certificates = str(folder / "certificates" / "apiserver.crt")
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{**named, "cluster": {"server": api, "certificate-authority": certificates}}],
        "users": [{**named, "user": {"token": token}}],
        "contexts": [{**named, "context": {"cluster": named["name"], "user": named["name"]}}],
        "current-context": named["name"],
    }
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(config))
    return file


# Processes


def _start(processes: contextlib.ExitStack, folder: Path, program: Path, flags: Mapping[str, str]) -> None:
    """Start a program that is stopped when ``processes`` closes: the last one first."""
    log = processes.enter_context((folder / f"{program.name}.log").open("w"))
    # In a session of its own, as Ctrl-C is for the tests: they stop their cluster when they are done with it.
    process = subprocess.Popen(
        [str(program), *(f"--{flag}={value}" for flag, value in flags.items())],
        cwd=folder,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    processes.callback(_stop, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Nothing that they would still write is wanted, and to end in order takes the API server ten seconds.
    process.kill()
    process.wait()


def _wait_for(what: str, is_there: Callable[[], bool], folder: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while not is_there():
        if time.monotonic() > deadline:
            logs = [f"{log.name}: {log.read_text()[-600:]}" for log in sorted(folder.glob("*.log"))]
            raise TimeoutError(f"{what} did not become ready in {_READY_WITHIN} s\n" + "\n".join(logs))
        time.sleep(0.2)


def _answers(url: str, token: str) -> bool:
    """Whether the API server says that it is ready; its certificate is not known yet."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=2, context=context) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _free_ports(*names: str) -> dict[str, int]:
    """A free port for each name; all are held until the last one is found, so that no two are the same."""
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(socket.socket()) for name in names}
        for each in sockets.values():
            each.bind((HOST, 0))
        return {name: each.getsockname()[1] for name, each in sockets.items()}
