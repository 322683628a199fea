"""Makes configurations from the JSON Schema of librechat.yaml: some right, some with a mistake."""

import copy
import random
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.librechat_config.schema import published

Schema = Mapping[str, Any]
Place = tuple[dict[Any, Any] | list[Any], Any]
"""A map or list, and the key or index of something in it."""

STRINGS: Sequence[str] = (
    *("", "a", "main", "agents", "openAI", "MyEndpoint", "a,b", "5m", "__SYSTEM__", "0123456789abcdef01234567"),
    *("image/.*", "^(text|image)/[a-z.+-]+$", "(?=a)b", r"(a)\1", "["),
    *("https://example.com", "http://localhost:8080/mcp", "wss://mcp.example.com/ws", "ftp://files", "http://", "x:y"),
    *("${HOST_URL}", "${TOKEN}", "https://${HOST}/mcp", ".example.com", "example.com"),
    *("tools/skills", "../up", "a//b", "feature/x.lock", "refs@{1}"),
    *("search.ai.svc.cluster.local:8080", "10.0.0.1:80", "8.8.8.8:53", "[::1]:80", "[fd00::1]:1"),
    *("[2606:4700::1]:443", "no-port", "host:0", "http://host:80"),
)
"""What refinements are about, right and wrong."""
ENVIRONMENT = {"HOST_URL": "https://mcp.example.com/sse", "HOST": "mcp.example.com", "TOKEN": "abc"}
_MOST_ENTRIES = 3
_DEEPEST = 9


def configurations(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Configurations, the same for the same seed. Every other one has a mistake or two."""
    source = random.Random(seed)
    for number in range(count):
        config = _config(source)
        for _ in range(source.randint(1, 2) if number % 2 else 0):
            _spoil(config, source)
        yield config


def _config(source: random.Random) -> dict[str, Any]:
    properties: Mapping[str, Schema] = published.json_schema()["properties"]
    names = source.sample(sorted(properties), source.randint(1, 4))
    # Most of what zod refines stands in these.
    names.append(source.choice(["endpoints", "mcpServers", "skillSync"]))
    config = {name: _value(properties[name], source, 0) for name in dict.fromkeys(names)}
    return {**config, "version": published.config_version()}


def _value(schema: Schema, source: random.Random, depth: int) -> Any:
    if "anyOf" in schema:
        return _value(source.choice(schema["anyOf"]), source, depth)
    if choices := [schema["const"]] if "const" in schema else schema.get("enum"):
        return source.choice(choices)
    kinds = schema.get("type", "string")
    makers = {
        "array": _array,
        "boolean": _boolean,
        "integer": _integer,
        "null": _null,
        "number": _number,
        "object": _object,
        "string": _string,
    }
    return makers[kinds if isinstance(kinds, str) else source.choice(kinds)](schema, source, depth)


def _object(schema: Schema, source: random.Random, depth: int) -> dict[str, Any]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    if not properties:
        names = source.sample(["one", "two", "web_search"], source.randint(0, 2))
        return {name: _value(schema.get("additionalProperties") or {}, source, depth + 1) for name in names}
    chance = 0.35 if depth < _DEEPEST else 0
    required = schema.get("required", ())
    return {
        name: _value(inner, source, depth + 1)
        for name, inner in properties.items()
        if name in required or source.random() < chance
    }


def _array(schema: Schema, source: random.Random, depth: int) -> list[Any]:
    least = schema.get("minItems", 0)
    return [_value(schema["items"], source, depth + 1) for _ in range(source.randint(least, max(least, _MOST_ENTRIES)))]


def _string(schema: Schema, source: random.Random, _depth: int) -> str:
    fitting = {"uri": "https://example.com/path"}.get(schema.get("format", ""))
    if fitting:
        return fitting if source.random() < 0.8 else source.choice(STRINGS)
    if "pattern" in schema and source.random() < 0.7:
        return source.choice(["abc", "${TOKEN}", "0123456789abcdef01234567"])
    return source.choice(STRINGS)


def _boolean(_schema: Schema, source: random.Random, _depth: int) -> bool:
    return source.random() < 0.5


def _null(_schema: Schema, _source: random.Random, _depth: int) -> None:
    return None


def _integer(schema: Schema, source: random.Random, _depth: int) -> int:
    least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
    return source.choice([least, min(schema.get("maximum", least + 7), least + 7)])


def _number(schema: Schema, source: random.Random, depth: int) -> float:
    if source.random() < 0.5:
        return _integer(schema, source, depth)
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    return min(schema.get("maximum", least + 0.5), least + 0.5)


def _spoil(config: dict[str, Any], source: random.Random) -> None:
    group, key = source.choice([*_places(config), (config, "version")])
    mistake = source.choice([_wrong_value, _wrong_value, _misspelt, _unknown, _removed])
    mistake(group, key, source)


def _places(value: Any) -> Iterator[Place]:
    entries: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        entries = list(cast(dict[Any, Any], value).items())
    elif isinstance(value, list):
        entries = list(enumerate(cast(list[Any], value)))
    for key, inner in entries:
        yield value, key
        yield from _places(inner)


def _wrong_value(group: Any, key: Any, source: random.Random) -> None:
    others: Sequence[Any] = (None, True, -1, 0, 1.5, 10**9, "text", "", [], {}, ["text"], {"text": 1}, [None], *STRINGS)
    group[key] = copy.deepcopy(source.choice(others))


def _misspelt(group: Any, key: Any, source: random.Random) -> None:
    if isinstance(group, dict) and key and key in group:
        text = str(key)
        index = source.randrange(len(text))
        group[text[:index] + source.choice(string.ascii_letters) + text[index + 1 :]] = group.pop(key)


def _unknown(group: Any, key: Any, source: random.Random) -> None:
    if isinstance(group, dict):
        group["unheardOf"] = source.choice([True, "text", {}])


def _removed(group: Any, key: Any, _source: random.Random) -> None:
    if isinstance(group, list) or key in group:
        del group[key]
