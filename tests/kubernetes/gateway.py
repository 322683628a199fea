"""A gateway and a browser: how HTTPRoutes are matched, after the Gateway API's specification of HTTPRouteRule."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back, and from which Service; None for a redirect of the gateway itself."""

    service: str | None
    set_cookies: Sequence[str] = ()


@dataclass
class Gateway:
    """Routes requests by the rules of one HTTPRoute."""

    rules: Sequence[Rule]
    random: Random = field(default_factory=lambda: Random(0))
    searches: bool = False
    """Whether regular expressions are searched for, as some implementations do; others match all of the value."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        rule = self._rule(url, {name.lower(): value for name, value in (headers or {}).items()})
        backends = rule.get("backendRefs", [])
        if not backends:
            return Answer(None)
        [chosen] = self.random.choices(backends, weights=[each["weight"] for each in backends])
        filters = [*rule.get("filters", []), *chosen.get("filters", [])]
        added = [header for each in filters for header in each["responseHeaderModifier"]["add"]]
        return Answer(chosen["name"], [each["value"] for each in added if each["name"] == "Set-Cookie"])

    def _rule(self, url: str, headers: Mapping[str, str]) -> Rule:
        """The rule of the match that is the most specific; among equal ones the first."""
        found = [
            (self._specificity(match), -number, rule)
            for number, rule in enumerate(self.rules)
            for match in rule["matches"]
            if self._matches(match, url, headers)
        ]
        return max(found, key=lambda each: each[:2])[2]

    def _specificity(self, match: Mapping[str, Any]) -> tuple[bool, int, int, int]:
        path = match["path"]
        counts = len(match.get("headers", [])), len(match.get("queryParams", []))
        return (path["type"] == "Exact", len(path["value"]), *counts)

    def _matches(self, match: Mapping[str, Any], url: str, headers: Mapping[str, str]) -> bool:
        parts, path = urlsplit(url), match["path"]
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        prefix = path["value"].rstrip("/")
        return (
            (parts.path == path["value"] if path["type"] == "Exact" else f"{parts.path}/".startswith(f"{prefix}/"))
            and all(self._accepts(each, headers.get(each["name"].lower())) for each in match.get("headers", []))
            and all(self._accepts(each, query.get(each["name"])) for each in match.get("queryParams", []))
        )

    def _accepts(self, condition: Mapping[str, str], value: str | None) -> bool:
        if value is None or condition["type"] == "Exact":
            return value == condition["value"]
        return (re.search if self.searches else re.fullmatch)(condition["value"], value) is not None


@dataclass
class Browser:
    """Keeps cookies."""

    gateway: Gateway
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> str | None:
        """The Service that answers."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.gateway.get(url, {**(headers or {}), **({"Cookie": cookie} if cookie else {})})
        for text in answer.set_cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        return answer.service
