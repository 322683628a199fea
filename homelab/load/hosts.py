"""Hosts that may be put under load: the stack's own, and those that the user names."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from homelab.detection import mask
from homelab.load.errors import LoadError
from homelab.offline.program import record_program
from homelab.offline.project import ProjectError, load_project
from homelab.offline.recorder import Recording
from homelab.offline.stack_config import load_stack_config


def parse_url(text: str) -> str:
    """The URL without a slash at its end.

    :raises LoadError: It is no address of a LibreChat.
    """
    parts = urlsplit(text)
    if "@" in parts.netloc:
        raise LoadError("the URL has a user or password in it: accounts belong in the file of --accounts")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise LoadError(f"expected LibreChat's address such as https://chat.example.com, got {text!r}")
    return f"{parts.scheme}://{parts.netloc}"


def check_host(url: str, allowed: Collection[str], *, folder: Path, stack: str) -> None:
    """Check that the host of ``url`` is the stack's, or one of ``allowed``.

    :raises LoadError: It is neither.
    """
    host = urlsplit(url).hostname
    if host in allowed:
        return
    own = own_hosts(folder, stack)
    if host not in own:
        known = f"those of stack {stack} are {', '.join(sorted(own))}" if own else f"stack {stack} has none"
        raise LoadError(
            f"{host} is not a host of your own workspace: {known}. Load on others is an attack; if it is yours, say "
            f"--allow-host {host}"
        )


def own_hosts(folder: Path, stack: str) -> Collection[str]:
    """Hosts at which the workspaces of a stack serve LibreChat.

    :raises LoadError: There is no such stack, or its program fails.
    """
    try:
        project = load_project(folder)
        config = load_stack_config(project, stack, (), preview=True)
        return hosts_of(record_program(project, stack, config, preview=True))
    except ProjectError as error:
        raise LoadError(f"{error}; without a stack, name the host with --allow-host") from error
    except Exception as error:
        reason = mask(str(error).partition("\n")[0])
        raise LoadError(
            f"stack {stack} does not render: {reason}; mend it, or name the host with --allow-host"
        ) from error


def hosts_of(recording: Recording) -> Collection[str]:
    """Hosts at which LibreChat expects browsers."""
    maps: list[Mapping[str, Any]] = [each for each in recording.manifests if each["kind"] == "ConfigMap"]
    urls = [each.get("data", {}).get("DOMAIN_CLIENT") for each in maps]
    return {host for url in urls if isinstance(url, str) and (host := urlsplit(url).hostname)}
