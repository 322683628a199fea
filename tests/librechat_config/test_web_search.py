from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import with_implied
from homelab.librechat_config.web_search import SearchProvider, SearchServer, WebSearchArgs, configuration, violations
from tests.librechat_config.sound import HIDDEN, REFERENCE, assert_sound, checked, refusal

KEY: Any = {"api_key": f"sk-{HIDDEN}"}
SEARXNG = SearchServer("http://s.ai.svc.cluster.local:8080")
FIRECRAWL = SearchServer("http://f.ai.svc.cluster.local:3002")
PATH = "librechat.web_search"
BOTH = {"searxng": True, "firecrawl": True}


def configured(args: Mapping[str, Any] | None, **servers: Any) -> Configuration:
    return configuration(None if args is None else checked(WebSearchArgs, args), **servers)


def found(args: Mapping[str, Any] | None, variables: Variables | None = None, **workspace: bool) -> list[str]:
    there = {"searxng": False, "firecrawl": False, "jinaai": False, **workspace}
    own = None if args is None else checked(WebSearchArgs, args)
    return list(violations(own, variables=variables or Variables(), **there))


def web_search(made: Configuration) -> Any:
    return made.config.get("webSearch", {})


def test_without_arguments_and_servers_nothing_is_configured():
    assert configured(None) == Configuration()
    assert configured({"enabled": False}, searxng=SEARXNG, firecrawl=FIRECRAWL) == Configuration()


@pytest.mark.parametrize("servers", [{}, {"searxng": SEARXNG}])
def test_jina_without_other_services_is_only_the_reranker(servers: Any):
    made = configured({"enabled": False}, jinaai=KEY, **servers)
    assert made == Configuration.of(
        {"webSearch": {"rerankerType": "jina", "jinaApiKey": "${JINA_API_KEY}"}},
        secret_env={"JINA_API_KEY": KEY["api_key"]},
    )
    of_users = configured(None, jinaai={"user_provided": True})
    assert of_users.variables.plain == {"JINA_API_KEY": "user_provided"}
    assert_sound(made)


def test_servers_of_the_workspace_are_sufficient():
    made = configured(None, searxng=SEARXNG, firecrawl=FIRECRAWL)
    assert made == Configuration.of(
        {
            "webSearch": {
                "searchProvider": "searxng",
                "scraperProvider": "firecrawl",
                "searxngInstanceUrl": "${SEARXNG_INSTANCE_URL}",
                "firecrawlVersion": "${FIRECRAWL_VERSION}",
                "firecrawlApiUrl": "${FIRECRAWL_API_URL}",
                "firecrawlApiKey": "${FIRECRAWL_API_KEY}",
            }
        },
        env={
            "SEARXNG_INSTANCE_URL": "http://s.ai.svc.cluster.local:8080",
            "FIRECRAWL_VERSION": "v2",
            "FIRECRAWL_API_URL": "http://f.ai.svc.cluster.local:3002",
        },
        # LibreChat asks people for a key where there is none.
        secret_env={"FIRECRAWL_API_KEY": "self-hosted"},
    )


def test_servers_outside_may_have_keys():
    searxng = SearchServer("https://a.example.com", KEY["api_key"])
    firecrawl = SearchServer("https://b.example.com", REFERENCE)
    made = configured(None, searxng=searxng, firecrawl=firecrawl)
    assert made.variables.secret == {"SEARXNG_API_KEY": KEY["api_key"], "FIRECRAWL_API_KEY": REFERENCE}
    assert web_search(made)["searxngApiKey"] == "${SEARXNG_API_KEY}"
    assert web_search(made)["firecrawlApiKey"] == "${FIRECRAWL_API_KEY}"


@pytest.mark.parametrize("name", ["serper", "tavily"])
def test_a_service_for_search_and_scraping_needs_one_key(name: str):
    made = configured({name: KEY})
    variable = f"{name.upper()}_API_KEY"
    assert made == Configuration.of(
        {
            "webSearch": {
                "searchProvider": name,
                "scraperProvider": name,
                f"{name}ApiKey": f"${{{variable}}}",
            }
        },
        secret_env={variable: KEY["api_key"]},
    )
    assert_sound(made)


def test_keenable_needs_no_key():
    made = configured({"provider": "keenable"})
    assert web_search(made) == {"searchProvider": "keenable", "scraperProvider": "keenable"}
    assert list(made.variables.names) == []
    assert_sound(made)


def test_firecrawl_s_own_service_has_no_address_of_ours():
    made = configured({"firecrawl": KEY}, searxng=SEARXNG)
    assert made.variables.secret == {"FIRECRAWL_API_KEY": KEY["api_key"]}
    assert "firecrawlApiUrl" not in web_search(made)


@pytest.mark.parametrize(
    ("args", "jinaai", "reranker"),
    [
        ({}, None, None),
        ({"reranker": "none"}, None, "none"),
        ({}, KEY, "jina"),
        ({"cohere": {"api_key_secret": REFERENCE}}, None, "cohere"),
        ({"cohere": KEY}, KEY, "jina"),
        ({"cohere": KEY, "reranker": "cohere"}, KEY, "cohere"),
    ],
)
def test_the_reranker_is_a_service_with_a_key(args: dict[str, Any], jinaai: Any, reranker: str | None):
    made = configured({"scraper": "keenable", **args}, searxng=SEARXNG, jinaai=jinaai)
    assert web_search(made).get("rerankerType") == reranker
    assert sorted(made.variables.secret) == ([] if reranker in (None, "none") else [f"{reranker.upper()}_API_KEY"])


GROUPS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("serper", "tavily", "keenable", "firecrawl", "cohere"), st.just(KEY))
)


@settings(max_examples=40)
@given(GROUPS, st.booleans(), st.booleans(), st.none() | st.just(KEY), st.none() | st.sampled_from(SearchProvider))
def test_accepted_arguments_have_valid_configurations(
    groups: dict[str, Any], searxng: bool, firecrawl: bool, jinaai: Any, provider: SearchProvider | None
):
    args: Any = {**groups, **({"provider": provider} if provider else {})}
    if found(args, searxng=searxng, firecrawl=firecrawl, jinaai=jinaai is not None):
        return
    servers = {"searxng": SEARXNG if searxng else None, "firecrawl": FIRECRAWL if firecrawl else None}
    made = configured(args, jinaai=jinaai, **servers)
    referred = {value[2:-1] for value in web_search(made).values() if isinstance(value, str) and value[0] == "$"}
    assert referred == set(made.variables.names)
    assert_sound(with_implied(made, address="https://chat.example.com", replicas=1))


@pytest.mark.parametrize(
    ("args", "workspace"),
    [
        (None, {}),
        (None, {"jinaai": True}),
        (None, BOTH),
        ({"enabled": False, "provider": "serper"}, {}),
        ({"enabled": False}, BOTH),
        ({"serper": KEY}, {"searxng": True}),
        ({"serper": KEY, "scraper": "serper"}, BOTH),
        ({"scraper": "keenable"}, {"searxng": True}),
        ({"provider": "keenable", "tavily": KEY, "scraper": "tavily"}, {}),
        ({"reranker": "jina"}, {**BOTH, "jinaai": True}),
    ],
)
def test_valid_groups_of_a_workspace_are_accepted(args: Any, workspace: Any):
    assert found(args, **workspace) == []


@pytest.mark.parametrize(
    ("args", "workspace", "message"),
    [
        (
            {},
            {},
            f"{PATH} needs a search provider: add searxng: {{}}, which runs in the cluster, or a service: "
            f"{PATH}.serper, {PATH}.tavily or {PATH}.keenable",
        ),
        (None, {"firecrawl": True}, f"{PATH} needs a search provider"),
        (
            None,
            {"searxng": True},
            f"{PATH} needs a scraper: add firecrawl: {{}}, which runs in the cluster, or a service: {PATH}.firecrawl, "
            f"{PATH}.serper, {PATH}.tavily or {PATH}.keenable",
        ),
        ({"provider": "searxng", "serper": KEY}, {}, f"{PATH}.provider searxng needs searxng: enable it"),
        ({"scraper": "firecrawl"}, {"searxng": True}, f"{PATH}.scraper firecrawl needs {PATH}.firecrawl.api_key"),
        ({"provider": "serper", "scraper": "keenable"}, {}, f"{PATH}.provider serper needs {PATH}.serper.api_key"),
        ({"scraper": "tavily"}, {"searxng": True}, f"{PATH}.scraper tavily needs {PATH}.tavily.api_key"),
        ({"reranker": "jina"}, BOTH, f"{PATH}.reranker jina needs jinaai.api_key"),
        ({"reranker": "cohere"}, BOTH, f"{PATH}.reranker cohere needs {PATH}.cohere.api_key"),
        *(
            (
                {name: KEY},
                BOTH,
                f"{PATH}.{name} has no effect with provider searxng, scraper firecrawl and reranker none",
            )
            for name in ("serper", "tavily", "keenable")
        ),
        (
            {"firecrawl": KEY},
            BOTH,
            f"{PATH}.firecrawl, a hosted service, has no effect with the group firecrawl: remove one",
        ),
        (
            {"firecrawl": KEY, "scraper": "keenable"},
            {"searxng": True},
            f"{PATH}.firecrawl has no effect with provider searxng, scraper keenable and reranker none: remove it",
        ),
        ({"cohere": KEY}, {**BOTH, "jinaai": True}, f"{PATH}.cohere has no effect with provider searxng"),
        ({"reranker": "none"}, {**BOTH, "jinaai": True}, f"jinaai has no effect with {PATH}.reranker none: remove one"),
    ],
)
def test_missing_and_ineffective_settings_are_reported(args: Any, workspace: Any, message: str):
    (problem,) = found(args, **workspace)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    ("args", "name"),
    [
        ({"provider": "serper"}, "SERPER_API_KEY"),
        ({"provider": "searxng", "scraper": "keenable"}, "SEARXNG_INSTANCE_URL"),
        ({"provider": "keenable", "reranker": "cohere"}, "COHERE_API_KEY"),
    ],
)
def test_a_native_variable_replaces_an_argument(args: Any, name: str):
    assert found(args)
    assert found(args, Variables(secret={name: "x"})) == []
    assert found(args, Variables(secrets=["may-have-it"])) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"provider": "google"}, "provider: expected one of searxng, serper, tavily, keenable, got 'google'"),
        ({"scraper": "searxng"}, "scraper: expected one of firecrawl, serper, tavily, keenable, got 'searxng'"),
        ({"serper": {}}, "serper: missing argument: one of api_key, api_key_secret"),
        ({"serper": {**KEY, "api_key_secret": REFERENCE}}, "serper: api_key and api_key_secret are mutually exclusive"),
        ({"safe_search": 1}, "unknown argument safe_search"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(WebSearchArgs, args)
