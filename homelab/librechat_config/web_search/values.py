"""One value of LibreChat's web search each, with what makes LibreChat read it and reach what it names."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pulumi

from homelab.connections import HttpConnection
from homelab.kubernetes import combine
from homelab.librechat_config.settings import SecretValue, Section, Settings, secret_of, together

USER_PROVIDED = "user_provided"
"""LibreChat's word, in place of a key, for a key that each user enters."""


def config_setting(section: Section) -> Settings:
    """Keys of ``webSearch``."""
    return Settings(config={"webSearch": section})


def variable_setting(key: str, variable: str, value: pulumi.Input[str]) -> Settings:
    """A key whose value is no secret."""
    return Settings(config={"webSearch": {key: f"${{{variable}}}"}}, environment={variable: value})


def secret_setting(key: str, variable: str, value: SecretValue | None) -> Settings:
    """A key whose value is one; nothing without a value."""
    if value is None:
        return Settings()
    return Settings(config={"webSearch": {key: f"${{{variable}}}"}}, secrets={variable: value})


def key_setting(key: str, variable: str, group: Mapping[str, Any]) -> Settings:
    """A service's key, everyone's or each user's own; nothing where there is neither."""
    if group.get("user_provided"):
        return variable_setting(key, variable, USER_PROVIDED)
    return secret_setting(key, variable, secret_of(group, "api_key"))


def url_setting(key: str, variable: str, url: str | None) -> Settings:
    """The address of a service outside of the cluster; nothing without one."""
    return Settings() if url is None else _address(key, variable, url, Settings(servers=[url]))


def server_setting(key: str, variable: str, connection: HttpConnection) -> Settings:
    """The address of a server of the workspace, or of the one in its place."""
    url = connection["url"]
    reached = Settings(connections=[connection]) if "workload" in connection else Settings(servers=[str(url)])
    return _address(key, variable, url, reached)


def _address(key: str, variable: str, url: pulumi.Input[str], reached: Settings) -> Settings:
    """An address that LibreChat refuses to connect to where it is private, unless it is listed."""
    if isinstance(url, str) and _is_public_address(urlsplit(url).hostname or ""):
        return together([variable_setting(key, variable, url), reached])
    allowed = config_setting({"allowedAddresses": [combine(_host_and_port, url)]})
    return together([variable_setting(key, variable, url), allowed, reached])


def _is_public_address(host: str) -> bool:
    """Whether it is an IP address of the internet, which the list must not have; a name may lead anywhere."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _host_and_port(url: str) -> str:
    address = urlsplit(url)
    host = address.hostname or ""
    port = address.port or (443 if address.scheme == "https" else 80)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
