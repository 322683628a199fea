from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.web_search.arguments import JinaAIArgs, WebSearchArgs

KEY = "sk-hidden"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"provder": "searxng"}, r"unknown argument provder \(did you mean provider\?\)"),
        ({"provider": "google"}, "provider: expected one of searxng, serper, tavily, keenable, got 'google'"),
        ({"scraper": "searxng"}, "scraper: expected one of firecrawl, serper, tavily, keenable, got 'searxng'"),
        ({"reranker": "cohere2"}, "reranker: expected one of jina, cohere, none, got 'cohere2'"),
        ({"safe_search": 1}, "safe_search: expected one of off, moderate, strict, got 1"),
        ({"scraper_timeout": 999}, "scraper_timeout: expected a whole number from 1000 to 300000, got 999"),
        ({"enabled": "yes"}, "enabled: expected true or false, got 'yes'"),
        ({"serper": {}}, "serper: missing argument: one of api_key, api_key_secret, or user_provided: true"),
        ({"serper": {"user_provided": False}}, "serper: missing argument: one of api_key"),
        (
            {"tavily": {"api_key": KEY, "user_provided": True}},
            "tavily: api_key and user_provided are mutually exclusive",
        ),
        (
            {"cohere": {"api_key": KEY, "api_key_secret": {"name": "n", "key": "k"}}},
            "cohere: api_key and api_key_secret are mutually exclusive",
        ),
        ({"keenable": {"api_key": KEY, "user_provided": True}}, "keenable: api_key and user_provided are mutu"),
        ({"firecrawl": {"api_key": ""}}, "firecrawl.api_key: expected a secret that is not empty, got a value of type"),
        ({"tavily": {"api_key": KEY, "search_url": "tavily"}}, "tavily.search_url: expected a URL such as"),
        ({"keenable": {"url": "ftp://a"}}, "keenable.url: expected a URL such as"),
        ({"firecrawl_version": "v0"}, "firecrawl_version: expected one of v1, v2, got 'v0'"),
        ({"searxng_options": {"engines": []}}, "searxng_options.engines: expected a list that is not empty"),
        ({"searxng_options": {"time_range": "week"}}, "searxng_options.time_range: expected one of day, month, year"),
        ({"searxng_options": {"timeout": 0}}, "searxng_options.timeout: expected a whole number from 1 to 120000"),
        ({"firecrawl_options": {"formats": ["pdf"]}}, "firecrawl_options.formats.0: expected one of markdown, html"),
        ({"firecrawl_options": {"parsePdf": True}}, r"unknown argument firecrawl_options.parsePdf \(did you mean"),
        (
            {"tavily_search_options": {"chunks_per_source": 2}},
            "tavily_search_options: chunks_per_source has no effect without search_depth advanced",
        ),
        (
            {"tavily_search_options": {"chunks_per_source": 2, "search_depth": "basic"}},
            "tavily_search_options: chunks_per_source has no effect without search_depth advanced",
        ),
        ({"tavily_search_options": {"max_results": 21}}, "max_results: expected a whole number from 1 to 20, got 21"),
    ],
)
def test_what_cannot_be_is_refused(args: Any, message: str):
    with pytest.raises(ArgumentError, match=message) as error:
        check(WebSearchArgs, args, "web search")
    assert KEY not in str(error.value)


def test_jina_needs_a_key_of_somebody_unless_it_is_off():
    with pytest.raises(ArgumentError, match="missing argument: one of api_key, api_key_secret, or user_provided"):
        check(JinaAIArgs, {}, "jinaai")
    assert check(JinaAIArgs, {"enabled": False}, "jinaai") == {"enabled": False}


def test_chunks_of_a_thorough_search_are_taken():
    options = {"chunks_per_source": 2, "search_depth": "advanced"}
    assert check(WebSearchArgs, {"tavily_search_options": options}, "x")  # type: ignore[typeddict-item]
