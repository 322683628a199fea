"""Settings that follow from the merged configuration, whether arguments or the user set it.

They do not override existing values, and do not restore removed keys.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pulumi

from homelab.kubernetes import apply
from homelab.librechat_config.addresses import address, is_private_url, may_be_private, origins
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.merge import merge
from homelab.librechat_config.schema.published import config_version
from homelab.librechat_config.sections import as_section, section
from homelab.librechat_config.urls import called_urls, guarded_mcp_urls
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import address_variable

_BUTTONS: Mapping[str, str] = {
    "openid": "OPENID_CLIENT_ID",
    "saml": "SAML_ENTRY_POINT",
    "google": "GOOGLE_CLIENT_ID",
    "github": "GITHUB_CLIENT_ID",
    "discord": "DISCORD_CLIENT_ID",
    "facebook": "FACEBOOK_CLIENT_ID",
    "apple": "APPLE_CLIENT_ID",
}
"""Sign-in methods by LibreChat's names, and the variable that enables each."""
_SERVER_MEGABYTES = 100


def with_implied(configuration: Configuration, *, address: pulumi.Input[str], replicas: int) -> Configuration:
    """Add the settings that a configuration implies.

    :param address: LibreChat's own URL, without a path.
    :param replicas: Number of replicas, which may refresh a user's tokens concurrently.
    """
    config = {"version": config_version(), "cache": True, **configuration.config}
    _complete(config, "speech", _speech)
    _complete(config, "webSearch", lambda web_search: _web_search(web_search, configuration))
    _complete(config, "fileConfig", _file_config)
    _complete(config, "interface", lambda _: _interface(config))
    _complete(config, "registration", lambda _: _registration(configuration))
    if replicas > 1:
        config = _with_refresh_coordination(config)
    plain = {**_variables(configuration, address), **configuration.variables.plain}
    completed = Configuration(config, replace(configuration.variables, plain=plain))
    return replace(completed, config=_with_allowed_addresses(completed))


def sign_in_buttons(configuration: Configuration) -> list[str]:
    """Sign-in methods other than email and password, by LibreChat's names."""
    return [name for name, variable in _BUTTONS.items() if variable in configuration.variables.names]


def _complete(config: dict[str, Any], key: str, implied: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Merge a section over the content that ``implied`` derives from it."""
    existing = config.get(key, {})
    if isinstance(existing, Mapping):
        content = as_section(existing)
        completed = merge(implied(content), content)
        if completed:
            config[key] = completed


def _speech(speech: Mapping[str, Any]) -> dict[str, Any]:
    """Enable input and output in the user interface if they are configured."""
    return {
        "speechTab": {
            "speechToText": {"engineSTT": "external"} if speech.get("stt") else False,
            "textToSpeech": {"engineTTS": "external"} if speech.get("tts") else False,
        }
    }


def _web_search(web_search: Mapping[str, Any], configuration: Configuration) -> dict[str, Any]:
    """Select a reranker: without one, users could choose any, and would have to enter its key."""
    names = configuration.variables.names
    reranker = "jina" if "JINA_API_KEY" in names else "cohere" if "COHERE_API_KEY" in names else "none"
    return {"rerankerType": reranker} if web_search else {}


def _file_config(file_config: Mapping[str, Any]) -> dict[str, Any]:
    """Limit of the server: the largest of all endpoints."""
    sizes = [limits.get("fileSizeLimit") for limits in map(as_section, section(file_config, "endpoints").values())]
    return {"serverFileSizeLimit": max([_SERVER_MEGABYTES, *(size for size in sizes if isinstance(size, int | float))])}


def _interface(config: Mapping[str, Any]) -> dict[str, Any]:
    """Hide selections that LibreChat rejects if model specs are enforced."""
    is_enforced = section(config, "modelSpecs").get("enforce") is True
    return dict.fromkeys(("modelSelect", "parameters", "presets"), False) if is_enforced else {}


def _registration(configuration: Configuration) -> dict[str, Any]:
    buttons = sign_in_buttons(configuration)
    return {"socialLogins": buttons} if buttons else {}


def _variables(configuration: Configuration, address: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    buttons, names = sign_in_buttons(configuration), configuration.variables.names
    implied: dict[str, pulumi.Input[str]] = {"ALLOW_SOCIAL_LOGIN": "true" if buttons else "false"}
    for name in buttons:
        path = f"/oauth/{name}/callback"
        # LibreChat has no defaults for them, and prepends its own URL to all except SAML's.
        callback = apply(lambda url, path=path: f"{url}{path}", address) if name == "saml" else path
        implied[f"{name.upper()}_CALLBACK_URL"] = callback
    if "openid" in buttons:
        implied["OPENID_SCOPE"] = "openid profile email"
    if "LDAP_CA_CERT_PATH" in names:
        # If unset, LibreChat does not verify the certificate.
        implied["LDAP_TLS_REJECT_UNAUTHORIZED"] = "true"
    return {name: value for name, value in implied.items() if name not in names}


def _with_refresh_coordination(config: dict[str, Any]) -> dict[str, Any]:
    """Make replicas refresh the tokens of MCP servers one at a time."""
    servers = config.get("mcpServers")
    if not isinstance(servers, Mapping):
        return config
    completed = {
        name: {"oauthRefreshCoordination": True, **server}
        if isinstance(server, Mapping) and as_section(server).get("type") in ("sse", "http", "streamable-http")
        else server
        for name, server in as_section(servers).items()
    }
    return {**config, "mcpServers": completed}


def _with_allowed_addresses(configuration: Configuration) -> dict[str, Any]:
    """Allow the private addresses in the configuration, which LibreChat refuses to call unless they are listed."""
    config = {**configuration.config}
    guards: Mapping[str, Callable[[str], bool]] = {
        "webSearch": may_be_private,
        "speech.stt": may_be_private,
        "speech.tts": may_be_private,
        "ocr": is_private_url,
    }
    called = list(called_urls(configuration))
    for path, is_listed in guards.items():
        keys = tuple(path.split("."))
        urls = [url for url_keys, url in called if url_keys[: len(keys)] == keys]
        if section(config, *keys):
            urls += _variable_urls(configuration.variables.plain, path)
        config = _with_entries(config, keys, "allowedAddresses", [_entry(url, is_listed) for url in urls])
    urls = list(guarded_mcp_urls(configuration))
    config = _with_entries(config, ("mcpSettings",), "allowedAddresses", [_entry(url, is_private_url) for url in urls])
    if section(config, "mcpSettings").get("allowedDomains") is not None:
        own = origins(url for url in urls if isinstance(url, str))
        config = _with_entries(config, ("mcpSettings",), "allowedDomains", own)
    return config


def _variable_urls(plain: Mapping[str, pulumi.Input[str]], section_path: str) -> list[pulumi.Input[str]]:
    """Values of variables that hold addresses of a section's services."""
    found = ((address_variable(name, Reader.LIBRECHAT), value) for name, value in plain.items())
    return [value for variable, value in found if variable is not None and variable.allowed_in == section_path]


def _entry(url: pulumi.Input[str], is_listed: Callable[[str], bool]) -> pulumi.Input[str] | None:
    """Entry of ``allowedAddresses`` for a URL; None, or for an Output an empty string, if none is needed."""
    if isinstance(url, str):
        return address(url) if is_listed(url) else None
    return apply(lambda known: (is_listed(known) and address(known)) or "", url)


def _with_entries(
    config: dict[str, Any], keys: tuple[str, ...], name: str, entries: Sequence[pulumi.Input[str] | None]
) -> dict[str, Any]:
    """Append entries to a list in a section, unless they are in it or the list was removed."""
    own = section(config, *keys)
    listed = own.get(name, [])
    if not isinstance(listed, list):
        return config
    existing = cast(list[object], listed)
    plain = dict.fromkeys(entry for entry in entries if isinstance(entry, str) and entry not in existing)
    pending = [entry for entry in entries if entry is not None and not isinstance(entry, str)]
    if not plain and not pending:
        return config
    extended = [*existing, *plain, *pending]
    return _with_section(config, keys, {**own, name: apply(_distinct, extended) if pending else extended})


def _distinct(entries: Sequence[object]) -> list[object]:
    return list(dict.fromkeys(entry for entry in entries if entry))


def _with_section(config: Mapping[str, Any], keys: tuple[str, ...], content: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the section at a path, unless a value on the path is not a map."""
    if not keys:
        return {**content}
    if not isinstance(config.get(keys[0], {}), Mapping):
        return {**config}
    return {**config, keys[0]: _with_section(section(config, keys[0]), keys[1:], content)}
