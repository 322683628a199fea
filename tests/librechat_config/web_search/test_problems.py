from collections.abc import Mapping
from typing import Any

import pytest

from homelab.arguments import check
from homelab.librechat_config.web_search.arguments import WebSearchArgs
from homelab.librechat_config.web_search.problems import problems

KEY = {"api_key": "sk-hidden"}
PATH = "librechat.web_search"
SERVERS = {"searxng": True, "firecrawl": True}


def found(args: Mapping[str, Any] | None, **workspace: Any) -> list[str]:
    return list(problems(None if args is None else check(WebSearchArgs, args, "x"), **workspace))


@pytest.mark.parametrize(
    ("args", "workspace"),
    [
        (None, {}),
        (None, {"jinaai": KEY}),
        (None, SERVERS),
        ({"enabled": False, "provider": "serper"}, {}),
        ({"enabled": False}, SERVERS),
        ({"serper": KEY}, {"searxng": True}),
        ({"serper": KEY, "scraper": "serper"}, SERVERS),
        ({"scraper": "keenable"}, {"searxng": True}),
        ({"provider": "keenable", "tavily": KEY, "scraper": "tavily"}, {}),
        ({"firecrawl_options": {"wait_for": 3750}}, SERVERS),
        ({"firecrawl_options": {"parse_pdf": True}, "firecrawl_version": "v1"}, SERVERS),
    ],
)
def test_nothing_is_wrong_with(args: Mapping[str, Any] | None, workspace: dict[str, Any]):
    assert found(args, **workspace) == []


MISSING: list[tuple[Any, dict[str, Any], str]] = [
    ({}, {}, f"{PATH} needs somebody who searches: enable searxng, or give {PATH}.serper, tavily or keenable"),
    (None, {"firecrawl": True}, f"{PATH} needs somebody who searches"),
    (
        None,
        {"searxng": True},
        f"{PATH} needs somebody who fetches pages: enable firecrawl, or give {PATH}.firecrawl, serper, tavily or "
        "keenable",
    ),
    ({"provider": "searxng", "serper": KEY}, {}, f"{PATH}.provider searxng needs searxng: enable it"),
    (
        {"scraper": "firecrawl"},
        {"searxng": True},
        f"{PATH}.scraper firecrawl needs {PATH}.firecrawl.api_key, or firecrawl: enable it",
    ),
    ({"provider": "serper"}, {}, f"{PATH}.provider serper needs {PATH}.serper.api_key"),
    ({"provider": "tavily"}, {}, f"{PATH}.provider tavily needs {PATH}.tavily.api_key"),
    ({"scraper": "tavily"}, {"searxng": True}, f"{PATH}.scraper tavily needs {PATH}.tavily.api_key"),
    ({"reranker": "jina"}, SERVERS, f"{PATH}.reranker jina needs jinaai.api_key"),
    ({"reranker": "cohere"}, SERVERS, f"{PATH}.reranker cohere needs {PATH}.cohere.api_key"),
]
IDLE: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"serper": KEY}, SERVERS, f"{PATH}.serper has no effect with provider searxng and scraper firecrawl"),
    ({"tavily": KEY}, SERVERS, f"{PATH}.tavily has no effect with provider searxng and scraper firecrawl"),
    ({"keenable": {}}, SERVERS, f"{PATH}.keenable has no effect with provider searxng and scraper firecrawl"),
    ({"firecrawl": KEY}, SERVERS, f"{PATH}.firecrawl has no effect with the workspace's firecrawl"),
    (
        {"firecrawl": KEY, "scraper": "keenable"},
        {"searxng": True},
        f"{PATH}.firecrawl has no effect with scraper keenable",
    ),
    ({"cohere": KEY}, {**SERVERS, "jinaai": KEY}, f"{PATH}.cohere has no effect with reranker jina"),
    ({"reranker": "none"}, {**SERVERS, "jinaai": KEY}, f"jinaai has no effect with {PATH}.reranker none"),
    ({"serper": KEY, "firecrawl_version": "v1"}, {}, f"{PATH}.firecrawl_version has no effect with scraper serper"),
    ({"serper": KEY, "firecrawl_options": {}}, {}, f"{PATH}.firecrawl_options has no effect with scraper serper"),
    ({"serper": KEY, "searxng_options": {}}, {}, f"{PATH}.searxng_options has no effect with provider serper"),
    (
        {"tavily_search_options": {}},
        SERVERS,
        f"{PATH}.tavily_search_options has no effect with provider searxng",
    ),
    ({"tavily_scraper_options": {}}, SERVERS, f"{PATH}.tavily_scraper_options has no effect with scraper firecrawl"),
    (
        {"keenable_search_options": {}},
        SERVERS,
        f"{PATH}.keenable_search_options has no effect with provider searxng",
    ),
    (
        {"keenable_scraper_options": {}},
        SERVERS,
        f"{PATH}.keenable_scraper_options has no effect with scraper firecrawl",
    ),
    ({"tavily": KEY, "safe_search": "strict"}, {}, f"{PATH}.safe_search has no effect with provider tavily"),
    ({"keenable": {}, "safe_search": "strict"}, {}, f"{PATH}.safe_search has no effect with provider keenable"),
    (
        {"tavily": {**KEY, "search_url": "http://a"}, "scraper": "tavily"},
        {"searxng": True},
        f"{PATH}.tavily.search_url has no effect with provider searxng and scraper tavily",
    ),
    (
        {"tavily": {**KEY, "extract_url": "http://a"}, "scraper": "keenable"},
        {},
        f"{PATH}.tavily.extract_url has no effect with provider tavily and scraper keenable",
    ),
    (
        {"keenable": {"url": "http://a"}, "scraper": "keenable"},
        {"searxng": True},
        f"{PATH}.keenable.url has no effect with provider searxng and scraper keenable",
    ),
]
REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (
        {"firecrawl_options": {"parse_pdf": True}},
        SERVERS,
        f"{PATH}.firecrawl_options.parse_pdf needs {PATH}.firecrawl_version v1: v2 refuses it",
    ),
    (
        {"firecrawl_options": {"wait_for": 3751}},
        SERVERS,
        f"{PATH}.firecrawl_options.wait_for 3751 exceeds half of {PATH}.scraper_timeout 7500",
    ),
]


@pytest.mark.parametrize(("args", "workspace", "message"), [*MISSING, *IDLE, *REFUSED])
def test_what_cannot_work_is_named_once(args: Any, workspace: dict[str, Any], message: str):
    (problem,) = found(args, **workspace)
    assert problem.startswith(message)
    assert "sk-hidden" not in problem
