import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import check
from homelab.connections import HttpConnection
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.web_search import SearchServer, settings
from homelab.librechat_config.web_search.arguments import JinaAIArgs, SearchProvider, WebSearchArgs
from homelab.librechat_config.web_search.problems import problems

KEY = "sk-hidden-"
SEARXNG: HttpConnection = {"url": "http://s.ai.svc.cluster.local:8080", "port": 8080, "workload": "s"}
FIRECRAWL: HttpConnection = {"url": "http://f.ai.svc.cluster.local:3002", "port": 3002, "workload": "f"}
JINA: JinaAIArgs = {"api_key": KEY + "jina"}


def told(
    args: Mapping[str, Any] | None,
    *,
    searxng: HttpConnection | None = None,
    firecrawl: HttpConnection | None = None,
    jinaai: Mapping[str, Any] | None = None,
) -> Settings:
    checked = None if args is None else check(WebSearchArgs, args, "x")
    jina = None if jinaai is None else check(JinaAIArgs, jinaai, "x")
    assert list(problems(checked, searxng=bool(searxng), firecrawl=bool(firecrawl), jinaai=jina)) == []
    return settings(
        checked,
        searxng=searxng and SearchServer(searxng),
        firecrawl=firecrawl and SearchServer(firecrawl),
        jinaai=jina,
    )


def web_search(told: Settings) -> dict[str, Any]:
    return told.config.get("webSearch", {})


def test_nothing_given_tells_nothing():
    assert told(None) == Settings()


class TestJinaAlone:
    def test_orders_what_users_find_with_services_of_their_own(self):
        made = told(None, jinaai=JINA)
        assert made.config == {"webSearch": {"rerankerType": "jina", "jinaApiKey": "${JINA_API_KEY}"}}
        assert (made.environment, made.secrets) == ({}, {"JINA_API_KEY": KEY + "jina"})

    def test_with_a_key_of_every_user_says_so(self):
        made = told(None, jinaai={"user_provided": True})
        assert web_search(made) == {"rerankerType": "jina", "jinaApiKey": "${JINA_API_KEY}"}
        assert (made.environment, made.secrets) == ({"JINA_API_KEY": "user_provided"}, {})

    def test_stays_where_web_search_is_switched_off(self):
        made = told({"enabled": False}, searxng=SEARXNG, jinaai=JINA)
        assert web_search(made) == {"rerankerType": "jina", "jinaApiKey": "${JINA_API_KEY}"}


def test_the_workspaces_own_servers_are_enough():
    made = told(None, searxng=SEARXNG, firecrawl=FIRECRAWL)
    assert web_search(made) == {
        "searchProvider": "searxng",
        "scraperProvider": "firecrawl",
        "rerankerType": "none",
        "searxngInstanceUrl": "${SEARXNG_INSTANCE_URL}",
        "firecrawlVersion": "${FIRECRAWL_VERSION}",
        "firecrawlApiUrl": "${FIRECRAWL_API_URL}",
        "firecrawlApiKey": "${FIRECRAWL_API_KEY}",
        "allowedAddresses": ["s.ai.svc.cluster.local:8080", "f.ai.svc.cluster.local:3002"],
    }
    assert made.environment == {
        "SEARXNG_INSTANCE_URL": "http://s.ai.svc.cluster.local:8080",
        "FIRECRAWL_API_URL": "http://f.ai.svc.cluster.local:3002",
        "FIRECRAWL_API_KEY": "self-hosted",
        "FIRECRAWL_VERSION": "v2",
    }
    assert (made.secrets, made.servers) == ({}, [])
    assert made.connections == [SEARXNG, FIRECRAWL]


class TestServersOutside:
    def test_are_reached_by_their_addresses(self):
        made = told({"keenable": {}}, searxng={"url": "https://search.example.com/searx", "port": 443})
        assert made.servers == ["https://search.example.com/searx"]
        assert made.connections == []
        assert web_search(made)["allowedAddresses"] == ["search.example.com:443"]

    def test_with_keys_get_them(self):
        outside: HttpConnection = {"url": "https://a.example.com", "port": 443}
        searxng, firecrawl = SearchServer(outside, KEY + "s"), SearchServer(outside, {"name": "n", "key": "k"})
        made = settings(None, searxng=searxng, firecrawl=firecrawl)
        assert made.secrets == {"SEARXNG_API_KEY": KEY + "s", "FIRECRAWL_API_KEY": {"name": "n", "key": "k"}}
        assert web_search(made)["searxngApiKey"] == "${SEARXNG_API_KEY}"
        assert web_search(made)["firecrawlApiKey"] == "${FIRECRAWL_API_KEY}"

    @pytest.mark.parametrize(
        ("url", "allowed"),
        [
            ("http://10.1.2.3", ["10.1.2.3:80"]),
            ("https://10.1.2.3:8443/x", ["10.1.2.3:8443"]),
            ("http://[fd00::1]:8080", ["[fd00::1]:8080"]),
            ("http://searxng:8080", ["searxng:8080"]),
            ("https://8.8.8.8", None),
        ],
    )
    def test_are_listed_unless_they_are_addresses_of_the_internet(self, url: str, allowed: list[str] | None):
        made = told({"keenable": {}}, searxng={"url": url, "port": 1})
        assert web_search(made).get("allowedAddresses") == allowed


def test_an_address_that_is_known_later_is_listed_all_the_same():
    async def allowed() -> str:
        later: HttpConnection = {**SEARXNG, "url": pulumi.Output.from_input("http://s.later.svc:8080")}
        (address,) = web_search(told({"keenable": {}}, searxng=later))["allowedAddresses"]
        return await address.future()

    # Not asyncio.run, which leaves the thread without a loop.
    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(allowed()) == "s.later.svc:8080"
    finally:
        loop.close()


class TestHostedServices:
    def test_that_search_and_scrape_need_one_key(self):
        for name in ("serper", "tavily"):
            made = told({name: {"api_key": KEY + name}})
            variable = f"{name.upper()}_API_KEY"
            assert web_search(made) == {
                "searchProvider": name,
                "scraperProvider": name,
                "rerankerType": "none",
                f"{name}ApiKey": f"${{{variable}}}",
            }
            assert made.secrets == {variable: KEY + name}

    def test_that_need_no_key_get_none(self):
        made = told({"keenable": {}})
        assert web_search(made) == {"searchProvider": "keenable", "scraperProvider": "keenable", "rerankerType": "none"}
        assert (made.environment, made.secrets) == ({}, {})

    def test_take_keys_from_existing_secrets(self):
        reference = {"name": "keys", "key": "cohere"}
        made = told({"keenable": {"api_key": KEY}, "cohere": {"api_key_secret": reference}})
        assert made.secrets == {"KEENABLE_API_KEY": KEY, "COHERE_API_KEY": reference}
        assert web_search(made)["rerankerType"] == "cohere"

    def test_ask_each_user_for_a_key(self):
        made = told({"firecrawl": {"user_provided": True}}, searxng=SEARXNG)
        assert made.environment["FIRECRAWL_API_KEY"] == "user_provided"
        assert web_search(made)["firecrawlApiKey"] == "${FIRECRAWL_API_KEY}"

    def test_in_the_cloud_have_no_address_of_ours(self):
        made = told({"firecrawl": {"api_key": KEY}}, searxng=SEARXNG)
        assert made.secrets == {"FIRECRAWL_API_KEY": KEY}
        assert "FIRECRAWL_API_URL" not in made.environment
        assert "firecrawlApiUrl" not in web_search(made)

    def test_behind_proxies_are_reached_there(self):
        tavily = {"api_key": KEY, "search_url": "http://10.0.0.1:81/s", "extract_url": "https://t.example.com/e"}
        made = told({"tavily": tavily})
        assert made.environment == {
            "TAVILY_SEARCH_URL": "http://10.0.0.1:81/s",
            "TAVILY_EXTRACT_URL": "https://t.example.com/e",
        }
        assert made.servers == ["http://10.0.0.1:81/s", "https://t.example.com/e"]
        assert web_search(made)["allowedAddresses"] == ["10.0.0.1:81", "t.example.com:443"]

    def test_of_ones_own_rerank_too(self):
        made = told(
            {"keenable": {"url": "https://k.example.com"}}, jinaai={**JINA, "url": "http://r.ai.svc:8000/v1/rerank"}
        )
        assert made.environment == {
            "KEENABLE_API_URL": "https://k.example.com",
            "JINA_API_URL": "http://r.ai.svc:8000/v1/rerank",
        }
        assert web_search(made)["allowedAddresses"] == ["k.example.com:443", "r.ai.svc:8000"]


OPTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"safe_search": "strict"}, {"safeSearch": 2}),
    ({"safe_search": "off"}, {"safeSearch": 0}),
    ({"scraper_timeout": 9000}, {"scraperTimeout": 9000}),
    (
        {"searxng_options": {"engines": ["bing"], "language": "de", "time_range": "day", "timeout": 5}},
        {"searxngSearchOptions": {"engines": ["bing"], "language": "de", "timeRange": "day", "timeout": 5}},
    ),
    (
        {
            "firecrawl_version": "v1",
            "firecrawl_options": {
                "formats": ["markdown", "rawHtml"],
                "only_main_content": True,
                "remove_base64_images": False,
                "parse_pdf": False,
                "zero_data_retention": True,
                "skip_tls_verification": False,
                "location": {"country": "DE", "languages": ["de"]},
            },
        },
        {
            "firecrawlOptions": {
                "formats": ["markdown", "rawHtml"],
                "onlyMainContent": True,
                "removeBase64Images": False,
                "parsePDF": False,
                "zeroDataRetention": True,
                "skipTlsVerification": False,
                "location": {"country": "DE", "languages": ["de"]},
            },
        },
    ),
]


@pytest.mark.parametrize(("options", "expected"), OPTIONS)
def test_options_have_librechats_names_and_plain_values(options: dict[str, Any], expected: dict[str, Any]):
    made = web_search(told(options, searxng=SEARXNG, firecrawl=FIRECRAWL))
    assert made | expected == made
    assert yaml.safe_load(yaml.safe_dump(made)) == made


def test_the_version_of_firecrawl_is_said_by_a_variable():
    made = told({"firecrawl_version": "v1"}, searxng=SEARXNG, firecrawl=FIRECRAWL)
    assert made.environment["FIRECRAWL_VERSION"] == "v1"


KEYS = st.sampled_from([{"api_key": KEY}, {"api_key_secret": {"name": "n", "key": "k"}}, {"user_provided": True}])
GROUPS = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(("serper", "tavily", "keenable", "firecrawl", "cohere"), KEYS)}
)


@given(GROUPS, st.booleans(), st.booleans(), st.none() | KEYS, st.none() | st.sampled_from(SearchProvider))
def test_secrets_are_only_secrets_and_every_variable_is_set(
    groups: dict[str, Any], searxng: bool, firecrawl: bool, jinaai: Any, provider: SearchProvider | None
):
    args: Any = check(WebSearchArgs, {**groups, **({"provider": provider} if provider else {})}, "x")
    if list(problems(args, searxng=searxng, firecrawl=firecrawl, jinaai=jinaai)):
        return
    made = settings(
        args,
        searxng=SearchServer(SEARXNG) if searxng else None,
        firecrawl=SearchServer(FIRECRAWL) if firecrawl else None,
        jinaai=jinaai,
    )
    assert KEY not in json.dumps([made.config, made.environment])
    referred = {value[2:-1] for value in web_search(made).values() if isinstance(value, str) and value[0] == "$"}
    assert referred == {*made.environment, *made.secrets}
