from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.ineffective import ineffective_options
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema import Problem
from tests.librechat_config.checks.found import found, nested

LATER: Any = pulumi.Output.from_input("x")
TITLES = ("titleModel", "titleMethod", "titlePrompt", "titlePromptTemplate", "titleEndpoint", "titleTiming")
REFILL = ("refillIntervalValue", "refillIntervalUnit", "refillAmount")
SIZES = ("fileLimit", "fileSizeLimit", "totalSizeLimit")
CASES: list[tuple[str, tuple[str, ...], dict[str, Any], dict[str, Any]]] = [
    # The section, keys in it, what gives them an effect, and the switch that says that they have none.
    ("endpoints.openAI", TITLES, {}, {"titleConvo": False}),
    ("balance", ("startBalance", "autoRefillEnabled"), {"enabled": True}, {"enabled": False}),
    ("balance", REFILL, {"enabled": True, "autoRefillEnabled": True}, {"enabled": True, "autoRefillEnabled": False}),
    (
        "interface.termsOfService",
        ("modalTitle",),
        {"modalAcceptance": True, "modalContent": "a"},
        {"modalAcceptance": False},
    ),
    (
        "interface",
        ("generalChatRetention", "retainAgentFiles"),
        {"retentionMode": "all"},
        {"retentionMode": "temporary"},
    ),
    ("memory", ("agent", "validKeys", "tokenLimit", "charLimit"), {}, {"disabled": True}),
    ("memory.agent", ("provider", "model", "id", "instructions"), {"enabled": True}, {"enabled": False}),
    *(
        ("webSearch", (f"{name}SearchOptions",), {"searchProvider": name}, {"searchProvider": "serper"})
        for name in ("searxng", "tavily", "keenable")
    ),
    *(
        ("webSearch", (option,), {"scraperProvider": name}, {"scraperProvider": "serper"})
        for name, option in (
            ("firecrawl", "firecrawlOptions"),
            ("tavily", "tavilyScraperOptions"),
            ("keenable", "keenableScraperOptions"),
        )
    ),
    ("webSearch", ("safeSearch",), {"searchProvider": "serper"}, {"searchProvider": "tavily"}),
    ("cloudfront", ("cookieDomain", "cookieExpiry"), {"imageSigning": LATER}, {"imageSigning": "none"}),
    ("cloudfront", ("distributionId",), {"invalidateOnDelete": True}, {"invalidateOnDelete": False}),
    ("fileConfig.endpoints.openAI", SIZES, {}, {"disabled": True}),
    ("fileConfig.clientImageResize", ("maxWidth", "maxHeight", "quality"), {}, {"enabled": False}),
]


@pytest.mark.parametrize(("section", "keys", "effective", "off"), CASES)
def test_options_without_an_effect_are_named(
    section: str, keys: tuple[str, ...], effective: dict[str, Any], off: dict[str, Any]
):
    (switch, value), reason = list(off.items())[-1], "no effect with"
    for key in keys:
        assert found(ineffective_options, nested(section, {key: LATER, **effective})) == []
        shown = str(value).lower() if isinstance(value, bool) else value
        assert found(ineffective_options, nested(section, {key: LATER, **off})) == [
            f"{section}.{key}: {reason} {switch}: {shown}"
        ]


@pytest.mark.parametrize(
    ("switch", "reason", "is_error"),
    [({}, "without enabled: true", True), ({"enabled": False}, "with enabled: false", False)],
    ids=["forgotten", "switched off"],
)
def test_settings_of_what_is_switched_off_may_stay_but_a_forgotten_switch_is_an_error(
    switch: dict[str, Any], reason: str, is_error: bool
):
    configuration = Configuration({"balance": {"startBalance": 5, **switch}}, Variables())
    problem = Problem(("balance", "startBalance"), f"no effect {reason}", is_error=is_error)
    assert list(ineffective_options(configuration)) == [problem]


def test_options_may_have_an_effect_if_a_switch_is_an_output():
    switches = {"enabled": LATER, "autoRefillEnabled": LATER, "refillAmount": 5}
    assert found(ineffective_options, {"balance": switches}) == []
    assert found(ineffective_options, {"webSearch": {"searchProvider": LATER, "tavilySearchOptions": {}}}) == []


def test_custom_endpoints_are_checked():
    custom = [{"name": "a", "titleConvo": False, "titleModel": "m"}, {"name": "b", "titleModel": "m"}]
    assert found(ineffective_options, {"endpoints": {"custom": custom}}) == [
        "endpoints.custom.0.titleModel: no effect with titleConvo: false"
    ]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"balance": {"enabled": True}, "transactions": {"enabled": False}},
            "transactions.enabled: false excludes balance.enabled, which is counted from transactions",
        ),
        (
            {"fileConfig": {"serverFileSizeLimit": 5, "endpoints": {"a": {"fileSizeLimit": 6}}}},
            "fileConfig.endpoints.a.fileSizeLimit: 6 exceeds fileConfig.serverFileSizeLimit, which is 5",
        ),
        (
            {"fileConfig": {"endpoints": {"a": {"fileSizeLimit": 6, "totalSizeLimit": 5}}}},
            "fileConfig.endpoints.a.fileSizeLimit: 6 exceeds totalSizeLimit beside it, which is 5",
        ),
        (
            {"webSearch": {"scraperProvider": "firecrawl", "firecrawlOptions": {"waitFor": 3751}}},
            "webSearch.firecrawlOptions.waitFor: 3751 exceeds half of webSearch.scraperTimeout, 7500: Firecrawl",
        ),
        (
            {
                "webSearch": {
                    "scraperProvider": "firecrawl",
                    "scraperTimeout": 9000,
                    "firecrawlOptions": {"waitFor": 4501},
                }
            },
            "webSearch.firecrawlOptions.waitFor: 4501 exceeds half of webSearch.scraperTimeout, 9000",
        ),
        (
            {"endpoints": {"agents": {"recursionLimit": 30, "maxRecursionLimit": 25}}},
            "endpoints.agents.recursionLimit: 30 exceeds maxRecursionLimit, which is 25",
        ),
        (
            {"ocr": {"strategy": "custom_ocr"}},
            "ocr.strategy: LibreChat has no handler for custom_ocr: use mistral_ocr with a baseURL",
        ),
        (
            {"ocr": {"strategy": "vertexai_mistral_ocr"}},
            "ocr.strategy: vertexai_mistral_ocr needs google.vertex, or GOOGLE_SERVICE_KEY_FILE in secret_files",
        ),
        (
            {"interface": {"termsOfService": {"modalAcceptance": True}}},
            "interface.termsOfService.modalContent: missing: modalAcceptance shows it",
        ),
        (
            {"modelSpecs": {"enforce": True}, "interface": {"parameters": True}},
            "interface.parameters: true excludes modelSpecs.enforce: LibreChat rejects selections",
        ),
        (
            {"modelSpecs": {"enforce": True, "prioritize": False}},
            "modelSpecs.prioritize: false excludes modelSpecs.enforce",
        ),
        (
            {"modelSpecs": {"enforce": True, "addedEndpoints": []}},
            "modelSpecs.addedEndpoints: excludes modelSpecs.enforce, which only allows specs",
        ),
    ],
)
def test_sections_that_do_not_fit_each_other_are_named(config: dict[str, Any], message: str):
    (problem,) = found(ineffective_options, config)
    assert problem.startswith(message)


def test_cloudfront_signs_with_a_key_alone():
    needed = "librechat.storage.cloudfront.key_pair_id, or CLOUDFRONT_KEY_PAIR_ID in librechat.env"
    config = {"cloudfront": {"imageSigning": "cookies", "cookieDomain": ".a.b", "urlExpiry": 60}}
    assert found(ineffective_options, config, CLOUDFRONT_KEY_PAIR_ID="K1") == []
    assert found(ineffective_options, config) == [
        f"cloudfront.imageSigning: cookies needs {needed}",
        f"cloudfront.urlExpiry: no effect without {needed}",
    ]


def test_firecrawl_s_v2_takes_no_parse_pdf():
    config = {"webSearch": {"scraperProvider": "firecrawl", "firecrawlOptions": {"parsePDF": True}}}
    (problem,) = found(ineffective_options, config, FIRECRAWL_VERSION="v2")
    assert problem == "webSearch.firecrawlOptions.parsePDF: Firecrawl's v2 refuses it: set FIRECRAWL_VERSION to v1"
    assert found(ineffective_options, config, FIRECRAWL_VERSION="v1") == found(ineffective_options, config) == []


@pytest.mark.parametrize(
    "config",
    [
        {"balance": {"enabled": True}},
        {"fileConfig": {"serverFileSizeLimit": 5, "endpoints": {"a": {"fileSizeLimit": 5, "totalSizeLimit": 5}}}},
        {"webSearch": {"scraperProvider": "firecrawl", "firecrawlOptions": {"waitFor": 3750}}},
        {"endpoints": {"agents": {"recursionLimit": 25, "maxRecursionLimit": 25}}},
        {"ocr": {"strategy": "document_parser"}},
        {"modelSpecs": {"enforce": True, "prioritize": True}, "interface": {"parameters": False}},
        {"modelSpecs": {"prioritize": False, "addedEndpoints": ["openAI"]}, "interface": {"parameters": True}},
        {"interface": {"termsOfService": {"modalAcceptance": True, "modalContent": ["a"]}}},
    ],
)
def test_sections_that_fit_are_let_through(config: dict[str, Any]):
    assert found(ineffective_options, config) == []
