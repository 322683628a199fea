"""Builds images and runs them without a container engine: buildah for the build, namespaces and chroot for the run."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.cache import cache

ROOT = Path(__file__).parent.parent.parent
CACHE = cache("images")
BASE = "localhost/homelab/debian:trixie"
TOOLS = ("buildah", "crun", "debootstrap")


def require_tools() -> None:
    """Install what is missing, or say so: a test of images that skips itself proves nothing."""
    if os.geteuid() != 0:
        raise RuntimeError("make test-images needs root: it makes file systems and namespaces")
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", *missing], check=True)
    elif missing:
        raise RuntimeError(f"make test-images needs {', '.join(missing)}, which only Debian's apt-get could install")


def buildah(*arguments: str) -> str:
    """Run buildah on a store of our own."""
    store = ["--root", str(CACHE / "store"), "--runroot", str(CACHE / "run"), "--storage-driver", "vfs"]
    run = subprocess.run(["buildah", *store, *arguments], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"buildah {arguments[0]} failed:\n{run.stdout[-2000:]}\n{run.stderr[-2000:]}")
    return run.stdout.strip()


def build_base() -> None:
    """A stand-in for Debian's own image; made once, as it takes half a minute."""
    if buildah("images", "--quiet", "--filter", f"reference={BASE}"):
        return
    folder = CACHE / "base"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mirror = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    debian = next(site for site in mirror if site.endswith("/debian"))
    subprocess.run(["debootstrap", "--variant=minbase", "trixie", folder / "root", debian], check=True, stdout=-3)
    subprocess.run(["tar", "-C", folder / "root", "-cf", folder / "root.tar", "."], check=True)
    (folder / "Dockerfile").write_text("FROM scratch\nADD root.tar /\n")
    buildah("bud", "--quiet", "--isolation", "chroot", "--tag", BASE, str(folder))
    shutil.rmtree(folder)


def build(name: str) -> Path:
    """Build ``docker/<name>`` and give the image's root file system."""
    image = f"localhost/homelab/{name}"
    options = ["--isolation", "chroot", "--pull=false", "--network", "host", "--build-arg", f"BASE={BASE}"]
    buildah("bud", *options, "--layers", "--tag", image, "--file", f"{ROOT}/docker/{name}/Dockerfile", f"{ROOT}/docker")
    return Path(buildah("mount", buildah("from", "--pull=false", image)))


class Container:
    """A process in an image's root: read-only but for its mounts, uid 999, no capabilities, a network of its own."""

    def __init__(
        self, image: Path, data: Path, environment: Mapping[str, str], arguments: tuple[str, ...] = ()
    ) -> None:
        self.log = data.parent / f"{data.name}.log"
        mounts = f"""
            set -e
            mount --rbind {image} {image}
            mount -o remount,bind,ro {image}
            mount --bind {data} {image}/var/lib/postgresql/data
            for folder in run/postgresql tmp dev/shm; do
              mount -t tmpfs -o mode=1777 tmpfs {image}/$folder
            done
            mount -t proc proc {image}/proc
            ip link set lo up
            exec "$@"
        """
        variables = [f"{key}={value}" for key, value in environment.items()]
        image_variables = ["POSTGRES_MAJOR=17", "POSTGRES_EXTENSION=vector", "PGDATA=/var/lib/postgresql/data/pgdata"]
        self._prefix = [
            *("chroot", str(image)),
            *("setpriv", "--reuid=999", "--regid=999", "--clear-groups", "--no-new-privs", "--bounding-set=-all"),
            *("env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", *image_variables, *variables),
        ]
        command = [*self._prefix, "/usr/local/bin/entrypoint.sh", "postgres", *arguments]
        with self.log.open("ab") as log:
            namespaces = ["unshare", "--mount", "--pid", "--ipc", "--net", "--fork"]
            self._process = subprocess.Popen([*namespaces, "sh", "-c", mounts, "sh", *command], stdout=log, stderr=log)

    def __enter__(self) -> "Container":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command beside the server, as the same user."""
        enter = ["nsenter", f"--target={self._child()}", "--mount", "--pid", "--ipc", "--net"]
        extra = [f"{key}={value}" for key, value in variables.items()]
        return subprocess.run(
            [*enter, *self._prefix, *extra, *command], capture_output=True, text=True, check=False, timeout=60
        )

    def sql(self, statement: str, *, user: str, password: str, database: str) -> subprocess.CompletedProcess[str]:
        """Run SQL over TCP."""
        options = ["-h", "127.0.0.1", "-U", user, "-d", database, "-At", "-v", "ON_ERROR_STOP=1", "-c", statement]
        return self.run("psql", *options, PGPASSWORD=password)

    def wait_until_ready(self, seconds: int = 60) -> None:
        """Wait until the server accepts connections over TCP, which the components' probes ask for."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            if self.run("pg_isready", "-q", "-h", "127.0.0.1").returncode == 0:
                return
            time.sleep(0.2)
        raise AssertionError(f"not ready:\n{self.log.read_text()[-2000:]}")

    def wait(self, seconds: int = 60) -> int:
        """Wait until the server ends, and give its status."""
        return self._process.wait(seconds)

    def stop(self) -> int:
        """Ask the server to stop as the kubelet would, with the image's STOPSIGNAL."""
        subprocess.run(["kill", "-INT", str(self._child())], check=True)
        return self.wait()

    def kill(self) -> None:
        """Kill everything at once, and wait until all of it is gone."""
        if self._process.poll() is None:
            # With the first process of a PID namespace all others die, and it is the last one to go.
            os.kill(int(self._child()), signal.SIGKILL)
            self._process.wait()

    def _child(self) -> str:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and self._process.poll() is None:
            if pids := children.read_text().split():
                return pids[0]
        raise AssertionError(f"did not start:\n{self.log.read_text()[-2000:]}")
