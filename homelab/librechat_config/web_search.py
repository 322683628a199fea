"""Web search: search provider, scraper and reranker.

LibreChat only accepts URLs and keys as ``${VARIABLE}``. It skips literal ones, which shifts the values of those after
them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret
from homelab.choices import Choice
from homelab.kubernetes import SecretReference
from homelab.kubernetes.variables import SecretSource, Variables
from homelab.librechat_config.configuration import Configuration, combine, secret_argument
from homelab.librechat_config.providers.jinaai import JINA_API_KEY, JinaAIArgs
from homelab.librechat_config.providers.keys import USER_PROVIDED

SELF_HOSTED = "self-hosted"
"""Key for a Firecrawl without authentication: without any, LibreChat would ask users for one."""


class SearchProvider(StrEnum):
    """Search provider, which finds pages."""

    SEARXNG = "searxng"
    """The group searxng: in the workspace, or external."""
    SERPER = "serper"
    """Serper."""
    TAVILY = "tavily"
    """Tavily."""
    KEENABLE = "keenable"
    """Keenable, which needs no key."""


SearchProviderChoice: TypeAlias = Choice[SearchProvider, Literal["searxng", "serper", "tavily", "keenable"]]


class Scraper(StrEnum):
    """Scraper, which fetches pages."""

    FIRECRAWL = "firecrawl"
    """The group firecrawl, in the workspace or external; or Firecrawl's hosted service."""
    SERPER = "serper"
    """Serper."""
    TAVILY = "tavily"
    """Tavily."""
    KEENABLE = "keenable"
    """Keenable, which needs no key."""


ScraperChoice: TypeAlias = Choice[Scraper, Literal["firecrawl", "serper", "tavily", "keenable"]]


class Reranker(StrEnum):
    """Reranker, which ranks the content of pages."""

    JINA = "jina"
    """Jina AI, with the key of the group ``jinaai``."""
    COHERE = "cohere"
    """Cohere."""
    NONE = "none"
    """No reranker."""


RerankerChoice: TypeAlias = Choice[Reranker, Literal["jina", "cohere", "none"]]


@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
@constrain(api_key=secret())
class SearchKeyArgs(TypedDict):
    """API key of a service. For users' own keys, set the service's variable to ``user_provided`` instead."""

    api_key: NotRequired[pulumi.Input[str]]
    """API key. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``api_key``. Default: none."""


class WebSearchArgs(TypedDict):
    """Web search. Set options of the services in ``librechat.config.webSearch``."""

    enabled: NotRequired[bool]
    """Whether to enable web search. Default: true if this group, searxng or firecrawl is set."""
    provider: NotRequired[SearchProviderChoice]
    """Search provider. Default: searxng, else the first service below with a key."""
    scraper: NotRequired[ScraperChoice]
    """Scraper. Default: firecrawl, else the search provider."""
    reranker: NotRequired[RerankerChoice]
    """Reranker. Default: jina or cohere if it has a key, else none."""
    serper: NotRequired[SearchKeyArgs]
    """Serper. Default: off."""
    tavily: NotRequired[SearchKeyArgs]
    """Tavily. Default: off."""
    keenable: NotRequired[SearchKeyArgs]
    """Keenable. Default: without a key."""
    firecrawl: NotRequired[SearchKeyArgs]
    """Firecrawl's hosted service. Default: off; the workspace's Firecrawl needs no key."""
    cohere: NotRequired[SearchKeyArgs]
    """Cohere. Default: off."""


@dataclass(frozen=True)
class SearchServer:
    """SearXNG or Firecrawl, in the workspace or external."""

    url: pulumi.Input[str]
    api_key: SecretSource | None = None


@dataclass(frozen=True)
class Services:
    """Selected services; None if no service is available."""

    provider: SearchProvider | None
    scraper: Scraper | None
    reranker: Reranker


_KEYS: Mapping[str, tuple[str, str]] = {
    "serper": ("serperApiKey", "SERPER_API_KEY"),
    "tavily": ("tavilyApiKey", "TAVILY_API_KEY"),
    "keenable": ("keenableApiKey", "KEENABLE_API_KEY"),
    "firecrawl": ("firecrawlApiKey", "FIRECRAWL_API_KEY"),
    "cohere": ("cohereApiKey", "COHERE_API_KEY"),
    "jina": ("jinaApiKey", JINA_API_KEY),
}
"""Key of ``webSearch``, and variable, for each service's API key."""


def is_active(args: WebSearchArgs | None, *, searxng: bool, firecrawl: bool) -> bool:
    """Whether web search is enabled."""
    return (args or {}).get("enabled", args is not None or searxng or firecrawl)


def services(args: WebSearchArgs, *, searxng: bool, firecrawl: bool, jinaai: bool) -> Services:
    """Services from the arguments, with defaults for the others."""
    own_provider = SearchProvider.SEARXNG if searxng else _first_with_key(SearchProvider, args)
    provider = SearchProvider(args["provider"]) if "provider" in args else own_provider
    scraper = Scraper(args["scraper"]) if "scraper" in args else None
    if scraper is None and (firecrawl or "firecrawl" in args):
        scraper = Scraper.FIRECRAWL
    elif scraper is None:
        can_scrape = provider not in (None, SearchProvider.SEARXNG)
        scraper = Scraper(str(provider)) if can_scrape else _first_with_key(Scraper, args)
    default_reranker = Reranker.JINA if jinaai else Reranker.COHERE if "cohere" in args else Reranker.NONE
    return Services(provider, scraper, Reranker(args.get("reranker", default_reranker)))


def configuration(
    args: WebSearchArgs | None,
    *,
    searxng: SearchServer | None = None,
    firecrawl: SearchServer | None = None,
    jinaai: JinaAIArgs | None = None,
) -> Configuration:
    """The section ``webSearch``, and the keys.

    :param jinaai: The workspace's group ``jinaai``, if it is enabled.
    """
    jina: Mapping[str, Any] = jinaai or {}
    if not is_active(args, searxng=searxng is not None, firecrawl=firecrawl is not None):
        ranked = Configuration.of({"webSearch": {"rerankerType": "jina"}})
        return Configuration() if jinaai is None else combine([ranked, _key("jina", jina)])
    args = args or {}
    chosen = services(args, searxng=searxng is not None, firecrawl=firecrawl is not None, jinaai=jinaai is not None)
    groups: Mapping[str, Any] = {**args, "jina": jina}
    parts = [Configuration.of({"webSearch": _choices(chosen, args)})]
    if chosen.provider is SearchProvider.SEARXNG and searxng is not None:
        parts.extend(_searxng(searxng))
    if chosen.scraper is Scraper.FIRECRAWL:
        parts.extend(_firecrawl(firecrawl, groups))
    used = {str(chosen.provider), str(chosen.scraper), str(chosen.reranker)} & _KEYS.keys() - {"firecrawl"}
    parts.extend(_key(service, groups.get(service, {})) for service in sorted(used))
    return combine(parts)


def _choices(chosen: Services, args: WebSearchArgs) -> dict[str, Any]:
    # If the user sets a key as a variable, its service is LibreChat's default.
    is_default = chosen.reranker is Reranker.NONE and "reranker" not in args
    choices = {
        "searchProvider": chosen.provider and chosen.provider.value,
        "scraperProvider": chosen.scraper and chosen.scraper.value,
        "rerankerType": None if is_default else chosen.reranker.value,
    }
    return {key: value for key, value in choices.items() if value is not None}


def _searxng(server: SearchServer) -> Iterator[Configuration]:
    yield _value("searxngInstanceUrl", "SEARXNG_INSTANCE_URL", server.url)
    if server.api_key is not None:
        yield _secret("searxngApiKey", "SEARXNG_API_KEY", server.api_key)


def _firecrawl(server: SearchServer | None, groups: Mapping[str, Any]) -> Iterator[Configuration]:
    yield _value("firecrawlVersion", "FIRECRAWL_VERSION", "v2")
    if server is None:
        yield _key("firecrawl", groups.get("firecrawl", {}))
        return
    yield _value("firecrawlApiUrl", "FIRECRAWL_API_URL", server.url)
    yield _secret("firecrawlApiKey", "FIRECRAWL_API_KEY", server.api_key or SELF_HOSTED)


def _key(service: str, group: Mapping[str, Any]) -> Configuration:
    key, variable = _KEYS[service]
    if group.get("user_provided"):
        return _value(key, variable, USER_PROVIDED)
    secret_value = secret_argument(group, "api_key")
    return Configuration() if secret_value is None else _secret(key, variable, secret_value)


def _value(key: str, variable: str, value: pulumi.Input[str]) -> Configuration:
    return Configuration.of({"webSearch": {key: f"${{{variable}}}"}}, env={variable: value})


def _secret(key: str, variable: str, value: SecretSource) -> Configuration:
    return Configuration.of({"webSearch": {key: f"${{{variable}}}"}}, secret_env={variable: value})


Service = TypeVar("Service", SearchProvider, Scraper)


def _first_with_key(services: type[Service], args: WebSearchArgs) -> Service | None:
    return next((service for service in services if service in args), None)


def violations(
    args: WebSearchArgs | None, *, searxng: bool, firecrawl: bool, jinaai: bool, variables: Variables
) -> Iterator[str]:
    """One message per service that is missing, lacks a key, or is not used.

    :param variables: The user's own variables.
    """
    if not is_active(args, searxng=searxng, firecrawl=firecrawl):
        return
    args, group = args or {}, "librechat.web_search"
    chosen = services(args, searxng=searxng, firecrawl=firecrawl, jinaai=jinaai)
    if chosen.provider is None:
        yield f"{group} needs a search provider: {_offered('searxng', SearchProvider, group)}"
    elif chosen.scraper is None:
        yield f"{group} needs a scraper: {_offered('firecrawl', Scraper, group)}"
    if chosen.provider is SearchProvider.SEARXNG and not searxng and not variables.may_have("SEARXNG_INSTANCE_URL"):
        yield f"{group}.provider searxng needs searxng: enable it"
    has_key = {"firecrawl": firecrawl, "jina": jinaai, "keenable": True, "searxng": True, "none": True}
    for role, service in (("provider", chosen.provider), ("scraper", chosen.scraper), ("reranker", chosen.reranker)):
        name = str(service)
        if service is None or has_key.get(name, False) or name in args or variables.may_have(_KEYS[name][1]):
            continue
        yield f"{group}.{role} {name} needs {'jinaai' if name == 'jina' else f'{group}.{name}'}.api_key"
    yield from _unused_services(args, chosen, firecrawl=firecrawl, jinaai=jinaai)


def _offered(server: str, services: type[StrEnum], group: str) -> str:
    """What people can add: a server of the workspace, or one of the hosted services."""
    hosted = [f"{group}.{service}" for service in services if service in WebSearchArgs.__annotations__]
    return f"add {server}: {{}}, which runs in the cluster, or a service: {', '.join(hosted[:-1])} or {hosted[-1]}"


def _unused_services(args: WebSearchArgs, chosen: Services, *, firecrawl: bool, jinaai: bool) -> Iterator[str]:
    if chosen.provider is None or chosen.scraper is None:
        return
    used = {str(chosen.provider), str(chosen.scraper), str(chosen.reranker)}
    chosen_names = f"provider {chosen.provider}, scraper {chosen.scraper} and reranker {chosen.reranker}"
    for service in ("serper", "tavily", "keenable", "firecrawl", "cohere"):
        if service in args and service not in used:
            yield f"librechat.web_search.{service} has no effect with {chosen_names}: remove it"
    if "firecrawl" in args and firecrawl:
        yield "librechat.web_search.firecrawl, a hosted service, has no effect with the group firecrawl: remove one"
    if jinaai and "jina" not in used:
        yield f"jinaai has no effect with librechat.web_search.reranker {chosen.reranker}: remove one"
