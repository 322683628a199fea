"""OpenSearch with its k-NN plugin, put together from its modules in Maven."""

import fnmatch
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import urllib3

from tests.servers.postgres import unprivileged_account
from tests.servers.processes import HOST, free_port, running

POM = Path(__file__).parent / "pom.xml"
VERSION = "2.19.1"
MODULES = {
    "transport-netty4": ("org.opensearch.transport.Netty4Plugin", ["netty-*", "transport-netty4*"]),
    "lang-painless": ("org.opensearch.painless.PainlessPlugin", ["antlr4*", "asm*", "*painless*"]),
}
"""Class and archives of each."""
POLICY = """grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
  permission java.lang.RuntimePermission "setContextClassLoader";
  permission java.lang.RuntimePermission "accessDeclaredMembers";
  permission java.lang.reflect.ReflectPermission "suppressAccessChecks";
  permission java.net.SocketPermission "*", "accept,connect";
  permission java.util.PropertyPermission "*", "read,write";
};
"""
DESCRIPTOR = """description={name}
version={version}
name={name}
classname={class_name}
java.version=11
opensearch.version={version}
custom.foldername=
extended.plugins=
has.native.controller=false
"""
LOGGING = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class NotToBeHadError(Exception):
    """Maven does not get the modules."""


def is_possible() -> bool:
    """Whether this machine has what it needs: Maven, and a Java that still has a security manager."""
    if shutil.which("mvn") is None or shutil.which("java") is None:
        return False
    version = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    return any(f'"{major}.' in version for major in (17, 21))


@contextmanager
def running_opensearch() -> Generator[str]:
    """URL of an empty server, which is gone afterwards.

    :raises NotToBeHadError: Maven does not get the modules.
    """
    # Not pytest's folders: another user cannot enter those.
    home = Path(tempfile.mkdtemp(prefix="homelab-opensearch-"))
    account = unprivileged_account()
    port = free_port()
    try:
        _install(home, port)
        account.own(home)
        with running(
            _command(home),
            environment={"PATH": os.environ["PATH"]},
            log=home / "log",
            is_up=lambda: _answers(f"http://{HOST}:{port}"),
            account=account,
            seconds=180,
        ):
            yield f"http://{HOST}:{port}"
    finally:
        shutil.rmtree(home)


def _install(home: Path, port: int) -> None:
    archives = home / "lib"
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={archives}"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise NotToBeHadError(outcome.stdout.partition("\n")[0])
    for name, (class_name, patterns) in MODULES.items():
        module = home / "modules" / name
        module.mkdir(parents=True)
        for archive in [*archives.iterdir()]:
            if any(fnmatch.fnmatch(archive.name, pattern) for pattern in patterns):
                archive.rename(module / archive.name)
        descriptor = DESCRIPTOR.format(name=name, class_name=class_name, version=VERSION)
        (module / "plugin-descriptor.properties").write_text(descriptor)
        (module / "plugin-security.policy").write_text(POLICY)
    (plugin,) = archives.glob("*.zip")
    zipfile.ZipFile(plugin).extractall(home / "plugins" / "opensearch-knn")
    for folder in ("config", "tmp"):
        (home / folder).mkdir()
    (home / "config" / "log4j2.properties").write_text(LOGGING)
    settings = {"discovery.type": "single-node", "network.host": HOST, "http.port": port, "transport.port": free_port()}
    # A disk of a test machine may be nearly full.
    settings["cluster.routing.allocation.disk.threshold_enabled"] = "false"
    (home / "config" / "opensearch.yml").write_text("".join(f"{name}: {value}\n" for name, value in settings.items()))


def _command(home: Path) -> Sequence[str]:
    options = ["-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-Djava.security.manager=allow", "-Dlog4j2.disable.jmx=true"]
    paths = [f"-Dopensearch.path.home={home}", f"-Dopensearch.path.conf={home}/config", f"-Djava.io.tmpdir={home}/tmp"]
    return ["java", *options, *paths, "-cp", f"{home}/lib/*", "org.opensearch.bootstrap.OpenSearch"]


def _answers(url: str) -> bool:
    try:
        return urllib3.request("GET", url, retries=False, timeout=1).status == 200
    except urllib3.exceptions.HTTPError:
        return False
