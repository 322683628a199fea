"""Connections to HTTP servers, known from names and arguments before anything is created."""

from collections.abc import Mapping
from typing import Any

import pulumi

from homelab.connections import HttpConnection
from homelab.kubernetes import Application, apply, service_host, url_port


def http_connection(name: str, args: Mapping[str, Any], port: int) -> HttpConnection:
    """Connection to a component's server, or to the external one in ``args["external"]``.

    :param args: Arguments of the component, of which ``namespace`` and ``external.url`` are used.
    :param port: TCP port of the server that the component runs.
    """
    if "external" in args:
        return external_connection(args["external"]["url"])
    return service_connection(name, args["namespace"], port)


def service_connection(name: str, namespace: pulumi.Input[str], port: int) -> HttpConnection:
    """Connection to the server that the component ``name`` runs."""
    url = apply(lambda host: f"http://{host}:{port}", service_host(name, namespace))
    return {"url": url, "port": port, "workload": name}


def external_connection(url: pulumi.Input[str]) -> HttpConnection:
    """Connection to a server outside of the workspace, by its base URL."""
    return {"url": apply(lambda text: text.rstrip("/"), url), "port": apply(url_port, url)}


def connect(_app: Application, external: Mapping[str, Any]) -> HttpConnection:
    """Connection to the server of an ``external`` group, for `homelab.components.server.run_or_connect`."""
    return external_connection(external["url"])
