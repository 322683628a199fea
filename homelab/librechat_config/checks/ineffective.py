"""Options of librechat.yaml that have no effect with, or conflict with, other options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.kubernetes import is_plain
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema import Problem
from homelab.librechat_config.schema.problem import Keys
from homelab.librechat_config.schema.values import select
from homelab.librechat_config.sections import as_section, section


@dataclass(frozen=True)
class _Condition:
    """Value of a section's switch without which some of its keys have no effect."""

    section: str
    keys: Sequence[str]
    switch: str
    values: Sequence[object]
    """Those with which the keys have an effect, or those with which they have none."""
    default: bool
    """Whether they have an effect where the switch is not set, and with values that are not listed."""

    def has_effect(self, content: Mapping[str, Any]) -> bool:
        value = content.get(self.switch)
        return not is_plain(value) or (value in self.values) != self.default

    def problem(self, keys: Keys, content: Mapping[str, Any]) -> Problem:
        """A warning where the switch says so: people keep settings of what they have switched off."""
        if self.switch in content:
            return Problem(keys, f"no effect with {self.switch}: {_yaml(content[self.switch])}", is_error=False)
        return Problem(keys, f"no effect without {self.switch}: {_yaml(self.values[0])}")


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _only(section: str, keys: Sequence[str], switch: str, *values: object) -> _Condition:
    return _Condition(section, keys, switch, values, default=False)


def _unless(section: str, keys: Sequence[str], switch: str, *values: object) -> _Condition:
    return _Condition(section, keys, switch, values, default=True)


_TITLES = ("titleModel", "titleMethod", "titlePrompt", "titlePromptTemplate", "titleEndpoint", "titleTiming")
_REFILL = ("refillIntervalValue", "refillIntervalUnit", "refillAmount")
_CONDITIONS = (
    _unless("endpoints.*", _TITLES, "titleConvo", False),
    _unless("endpoints.custom.*", _TITLES, "titleConvo", False),
    _only("balance", ("startBalance", "autoRefillEnabled", *_REFILL), "enabled", True),
    _only("balance", _REFILL, "autoRefillEnabled", True),
    _only("interface.termsOfService", ("modalTitle", "modalContent"), "modalAcceptance", True),
    _only("interface", ("generalChatRetention", "retainAgentFiles"), "retentionMode", "all"),
    _unless("memory", ("agent", "validKeys", "tokenLimit", "charLimit"), "disabled", True),
    # LibreChat never calls the agent.
    _only("memory.agent", ("provider", "model", "id", "instructions"), "enabled", True),
    _only("webSearch", ("searxngSearchOptions",), "searchProvider", "searxng"),
    _only("webSearch", ("tavilySearchOptions",), "searchProvider", "tavily"),
    _only("webSearch", ("keenableSearchOptions",), "searchProvider", "keenable"),
    _only("webSearch", ("firecrawlOptions",), "scraperProvider", "firecrawl"),
    _only("webSearch", ("tavilyScraperOptions",), "scraperProvider", "tavily"),
    _only("webSearch", ("keenableScraperOptions",), "scraperProvider", "keenable"),
    _unless("webSearch", ("safeSearch",), "searchProvider", "tavily", "keenable"),
    _only("cloudfront", ("cookieDomain", "cookieExpiry"), "imageSigning", "cookies"),
    _only("cloudfront", ("distributionId",), "invalidateOnDelete", True),
    _unless("fileConfig.endpoints.*", ("fileLimit", "fileSizeLimit", "totalSizeLimit"), "disabled", True),
    _unless("fileConfig.clientImageResize", ("maxWidth", "maxHeight", "quality"), "enabled", False),
)


def ineffective_options(configuration: Configuration) -> Iterator[Problem]:
    """One problem per option that has no effect, conflicts with another, or exceeds another limit."""
    config = configuration.config
    for condition in _CONDITIONS:
        for keys, content in select(config, condition.section):
            own = as_section(content)
            if not condition.has_effect(own):
                yield from (condition.problem((*keys, key), own) for key in condition.keys if key in own)
    yield from _balance(config)
    yield from _file_sizes(config)
    yield from _web_search(config, configuration.variables.plain)
    yield from _agents(config)
    yield from _ocr(configuration)
    yield from _terms(config)
    yield from _cloudfront(configuration)


def _balance(config: Mapping[str, Any]) -> Iterator[Problem]:
    if section(config, "balance").get("enabled") is True and section(config, "transactions").get("enabled") is False:
        yield Problem(("transactions", "enabled"), "false excludes balance.enabled, which is counted from transactions")


def _file_sizes(config: Mapping[str, Any]) -> Iterator[Problem]:
    server = section(config, "fileConfig").get("serverFileSizeLimit")
    for keys, limits in select(config, "fileConfig.endpoints.*"):
        size, total = as_section(limits).get("fileSizeLimit"), as_section(limits).get("totalSizeLimit")
        yield from _exceeds((*keys, "fileSizeLimit"), size, server, "fileConfig.serverFileSizeLimit")
        yield from _exceeds((*keys, "fileSizeLimit"), size, total, "totalSizeLimit beside it")


def _exceeds(keys: Keys, value: object, limit: object, name: str) -> Iterator[Problem]:
    if isinstance(value, int | float) and isinstance(limit, int | float) and value > limit:
        yield Problem(keys, f"{value} exceeds {name}, which is {limit}")


def _web_search(config: Mapping[str, Any], variables: Mapping[str, object]) -> Iterator[Problem]:
    web_search = section(config, "webSearch")
    options = section(web_search, "firecrawlOptions")
    # LibreChat's default, in milliseconds.
    timeout, wait = web_search.get("scraperTimeout", 7500), options.get("waitFor")
    if isinstance(wait, int | float) and isinstance(timeout, int | float) and wait > timeout / 2:
        keys = ("webSearch", "firecrawlOptions", "waitFor")
        yield Problem(keys, f"{wait} exceeds half of webSearch.scraperTimeout, {timeout}: Firecrawl refuses it")
    if "parsePDF" in options and variables.get("FIRECRAWL_VERSION") == "v2":
        yield Problem(
            ("webSearch", "firecrawlOptions", "parsePDF"), "Firecrawl's v2 refuses it: set FIRECRAWL_VERSION to v1"
        )


def _agents(config: Mapping[str, Any]) -> Iterator[Problem]:
    agents = section(config, "endpoints", "agents")
    keys = ("endpoints", "agents", "recursionLimit")
    yield from _exceeds(keys, agents.get("recursionLimit"), agents.get("maxRecursionLimit"), "maxRecursionLimit")


def _ocr(configuration: Configuration) -> Iterator[Problem]:
    strategy = section(configuration.config, "ocr").get("strategy")
    if strategy == "custom_ocr":
        yield Problem(("ocr", "strategy"), "LibreChat has no handler for custom_ocr: use mistral_ocr with a baseURL")
    if strategy == "vertexai_mistral_ocr" and not configuration.variables.may_have("GOOGLE_SERVICE_KEY_FILE"):
        yield Problem(
            ("ocr", "strategy"), "vertexai_mistral_ocr needs google.vertex, or GOOGLE_SERVICE_KEY_FILE in secret_files"
        )


def _cloudfront(configuration: Configuration) -> Iterator[Problem]:
    cloudfront = section(configuration.config, "cloudfront")
    if not configuration.variables.may_have("CLOUDFRONT_KEY_PAIR_ID"):
        needed = "librechat.storage.cloudfront.key_pair_id, or CLOUDFRONT_KEY_PAIR_ID in librechat.env"
        if cloudfront.get("imageSigning") == "cookies":
            yield Problem(("cloudfront", "imageSigning"), f"cookies needs {needed}")
        if "urlExpiry" in cloudfront:
            yield Problem(("cloudfront", "urlExpiry"), f"no effect without {needed}")


def _terms(config: Mapping[str, Any]) -> Iterator[Problem]:
    terms = section(config, "interface", "termsOfService")
    if terms.get("modalAcceptance") is True and not terms.get("modalContent"):
        yield Problem(("interface", "termsOfService", "modalContent"), "missing: modalAcceptance shows it")
    specs = section(config, "modelSpecs")
    if specs.get("enforce") is True:
        for key in ("modelSelect", "parameters", "presets"):
            if section(config, "interface").get(key) is True:
                yield Problem(
                    ("interface", key),
                    "true excludes modelSpecs.enforce: LibreChat rejects selections other than a spec",
                )
        if specs.get("prioritize") is False:
            yield Problem(("modelSpecs", "prioritize"), "false excludes modelSpecs.enforce")
        if "addedEndpoints" in specs:
            yield Problem(("modelSpecs", "addedEndpoints"), "excludes modelSpecs.enforce, which only allows specs")
