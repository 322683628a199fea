"""Proxy for connections to the internet: variables, certificates and peers of its clients."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import PEM, secret, url
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Peer,
    SecretReference,
    Volume,
    apply,
    config_map_volume,
    create_config_map_value,
    create_secret_value,
    peer_of_url,
)
from homelab.kubernetes.private_hosts import is_private
from homelab.kubernetes.variables import variable_paths
from homelab.urls import parse_url, percent_encoded

PASSWORD_VARIABLE = "EGRESS_PROXY_PASSWORD"
"""Sorts before the variables with the URL, as Kubernetes expands only variables that are defined earlier."""
CERTIFICATES = "/etc/ssl/proxy"
NODE_CA = ("NODE_EXTRA_CA_CERTS",)
"""Variable with additional certificates that Node trusts."""
GO_CA = ("SSL_CERT_FILE",)
"""Variable with certificates that Go trusts in addition to those in the system's folder."""
PYTHON_CA = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE")
"""Variables with certificates that httpx, requests and Amazon's SDK trust instead of their own."""
URL_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY")
_ARGUMENTS: Mapping[str, str] = {
    **dict.fromkeys(("PROXY", *URL_VARIABLES, "http_proxy", "https_proxy"), "proxy.url"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "proxy.no_proxy"),
}
"""Arguments to use instead of variables. A NO_PROXY of one's own would send calls in the cluster through the proxy."""
_DIRECT = (
    *("localhost", "127.0.0.1", "::1", ".svc", ".svc.cluster.local"),
    # Metadata servers and agents on nodes, which issue credentials.
    *("169.254.169.254", "169.254.170.23"),
)


def _user_and_password(group: Mapping[str, Any]) -> Iterable[str]:
    proxy, has_password = group.get("url"), "password" in group or "password_secret" in group
    if not isinstance(proxy, str):
        return
    user = _user(proxy)
    if ":" in user:
        yield "url has a password: move it to proxy.password, and leave the user alone in url"
    elif has_password != bool(user):
        example = "http://chat@proxy.example.com:3128"
        yield f"a user in url, such as {example}, and password belong together: set both or neither"


@rules(
    mutually_exclusive("password", "password_secret"),
    Rule(("url", "password", "password_secret"), _user_and_password),
)
@constrain(
    url=replace(url("http", "https", example="http://proxy.example.com:3128"), user_in_url=True),
    password=secret(),
    ca_pem=PEM,
)
class ProxyArgs(TypedDict):
    """Proxy for connections of LibreChat, the RAG API, SearXNG, Firecrawl, Ollama and Speaches to the internet."""

    url: pulumi.Input[str]
    """URL, with a user if it requires one: ``http://chat@proxy.example.com:3128``."""
    password: NotRequired[pulumi.Input[str]]
    """Password of the user. Default: none."""
    password_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, URL-encoded, instead of ``password``; not for SearXNG. Default: none."""
    no_proxy: NotRequired[list[pulumi.Input[str]]]
    """Additional hosts for which it is not used: names, ``.example.com`` for all subdomains, and addresses. Default:
    names in the cluster, and private hosts in the configuration."""
    ca_pem: NotRequired[pulumi.Input[str]]
    """CA certificates of a proxy that intercepts TLS, in PEM format. Python programs trust them instead of public ones:
    add those if the proxy is not used for all hosts. Firecrawl's browser ignores them. Default: none."""


def variable_violations(group: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """One message per variable of a client that the proxy sets.

    :param prefix: Path of ``group``: ``librechat.``.
    """
    for path, name in variable_paths(group):
        if name in _ARGUMENTS:
            yield f"{prefix}{path}: proxy sets it: use {_ARGUMENTS[name]} instead"


def _variables_of_proxy(group: Mapping[str, Any]) -> Iterable[str]:
    return variable_violations(group) if "proxy" in group else ()


@rules(Rule(("proxy", "env", "secret_env", "env_from", "secret_files"), _variables_of_proxy))
class ProxiedArgs(TypedDict):
    """Arguments of components that connect to the internet."""

    proxy: NotRequired[ProxyArgs]
    """Proxy for connections to the internet. Default: none."""


@dataclass(frozen=True)
class Proxy:
    """Variables, volumes and peers of a proxy's client; empty without a proxy."""

    environment: Mapping[str, EnvironmentValue] = field(default_factory=dict[str, EnvironmentValue])
    mounts: Mapping[str, Volume] = field(default_factory=dict[str, Volume])
    peers: Sequence[pulumi.Input[Peer]] = ()


def create_proxy(
    app: Application,
    args: ProxyArgs | None,
    *,
    ca_variables: Sequence[str],
    url_variables: Sequence[str] = URL_VARIABLES,
    urls: Sequence[pulumi.Input[str]] = (),
    hosts: pulumi.Input[Sequence[str]] = (),
) -> Proxy:
    """Create a Secret with the password and a ConfigMap with the certificates, and describe their use.

    :param ca_variables: Variables for the path of the certificates; empty to omit them.
    :param url_variables: Variables for the proxy's URL.
    :param urls: URLs in the configuration; the proxy is not used for private hosts in them.
    :param hosts: Other hosts in the configuration; the proxy is not used for private ones.
    """
    if args is None:
        return Proxy()
    environment: dict[str, EnvironmentValue] = {
        **dict.fromkeys(url_variables, apply(_with_password_reference, args["url"])),
        "NO_PROXY": no_proxy(args, urls, hosts),
    }
    if (password := _password(app, args)) is not None:
        environment[PASSWORD_VARIABLE] = password
    mounts: dict[str, Volume] = {}
    if "ca_pem" in args and ca_variables:
        ca = create_config_map_value(app, "proxy-ca", args["ca_pem"])
        mounts[CERTIFICATES] = config_map_volume("proxy-certificates", ca["name"])
        environment |= dict.fromkeys(ca_variables, f"{CERTIFICATES}/proxy-ca")
    return Proxy(environment, mounts, peers(args))


def create_browser_proxy(app: Application, args: ProxyArgs | None) -> Mapping[str, EnvironmentValue]:
    """Variables of Firecrawl, which has separate ones for user and password (apps/playwright-service-ts/api.ts)."""
    if args is None:
        return {}
    environment: dict[str, EnvironmentValue] = {"PROXY_SERVER": apply(_without_user, args["url"])}
    if "password_secret" in args:
        environment["PROXY_PASSWORD"] = args["password_secret"]
    elif "password" in args:
        environment["PROXY_PASSWORD"] = create_secret_value(app, "browser-proxy-password", args["password"])
    if "PROXY_PASSWORD" in environment:
        environment["PROXY_USERNAME"] = apply(_user, args["url"])
    return environment


def peers(args: ProxyArgs | None) -> list[pulumi.Input[Peer]]:
    """Peers of the proxy, for network policies."""
    return [] if args is None else [apply(peer_of_url, args["url"])]


def no_proxy(
    args: ProxyArgs, urls: Sequence[pulumi.Input[str]], hosts: pulumi.Input[Sequence[str]]
) -> pulumi.Input[str]:
    """Value of ``NO_PROXY``: hosts for which the proxy is not used."""
    return apply(_join, [*_DIRECT, *args.get("no_proxy", [])], [*urls], hosts)


def secret_url(args: ProxyArgs) -> pulumi.Input[str]:
    """URL with user and password, for a file in a Secret."""
    return apply(_with_password, args["url"], args.get("password", ""))


def _password(app: Application, args: ProxyArgs) -> SecretReference | None:
    if "password_secret" in args:
        return args["password_secret"]
    if "password" in args:
        return create_secret_value(app, "proxy-password", apply(percent_encoded, args["password"]))
    return None


def _join(direct: Sequence[str], urls: Sequence[str], hosts: Sequence[str]) -> str:
    found = [*map(_host, urls), *hosts]
    return ",".join(dict.fromkeys([*direct, *(host for host in found if host and is_private(host))]))


def _host(address: str) -> str | None:
    url = parse_url(address, {address.partition("://")[0].lower(): 1})
    return url and url.host


def _user(proxy: str) -> str:
    user, at, _ = proxy.partition("://")[2].partition("/")[0].rpartition("@")
    return user if at else ""


def _without_user(proxy: str) -> str:
    return proxy.replace(f"{_user(proxy)}@", "", 1) if _user(proxy) else proxy


def _with_password_reference(proxy: str) -> str:
    return _insert_password(proxy, f"$({PASSWORD_VARIABLE})")


def _with_password(proxy: str, password: str) -> str:
    return _insert_password(proxy, percent_encoded(password))


def _insert_password(proxy: str, password: str) -> str:
    user = _user(proxy)
    return proxy.replace(f"{user}@", f"{user}:{password}@", 1) if user else proxy
