"""The files are compared with SearXNG's own schema of settings.yml, in the words of its documentation."""

import tomllib
from typing import Any

import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.components.searxng.settings import (
    ENGINES_THAT_NEED,
    SearXNGLimiterArgs,
    SearXNGSettingsArgs,
    limiter_toml,
    settings_yaml,
)

# What SearXNG takes, by path; it exits on another type, and on another value where there is a choice.
KEYS: dict[str, Any] = {
    "search.formats": [["html", "csv", "json", "rss"]],
    "search.safe_search": (0, 1, 2),
    "search.default_lang": str,
    "server.limiter": bool,
    "server.public_instance": bool,
    "server.image_proxy": bool,
}


def settings(**args: Any) -> dict[str, Any]:
    return yaml.safe_load(str(settings_yaml(check(SearXNGSettingsArgs, args, "x"))))


@pytest.mark.parametrize(
    "args",
    [{}, {"safe_search": "strict", "language": "pt-BR", "limiter": {}, "engines": {"enable": ["bing"]}}],
)
def test_every_key_is_one_that_searxng_has_with_a_value_that_it_takes(args: dict[str, Any]):
    made = settings(**args)
    assert made.keys() <= {"use_default_settings", "search", "server", "engines"}
    for section in ("search", "server"):
        for name, value in made[section].items():
            allowed = KEYS[f"{section}.{name}"]
            if isinstance(allowed, list):
                assert set(value) <= set(allowed[0])
            else:
                assert type(value) is allowed if isinstance(allowed, type) else value in allowed


def test_answers_in_json_which_librechat_asks_for():
    assert settings()["search"] == {"formats": ["html", "json"]}


def test_builds_on_searxngs_own_settings():
    assert settings()["use_default_settings"] is True


@pytest.mark.parametrize(("level", "number"), [("off", 0), ("moderate", 1), ("strict", 2)])
def test_safe_search_is_a_number(level: str, number: int):
    assert settings(safe_search=level)["search"]["safe_search"] == number


def test_language_is_the_default_one():
    assert settings(language="zh-Hant-TW")["search"]["default_lang"] == "zh-Hant-TW"


def test_the_limiter_is_on_where_it_is_given():
    assert settings()["server"]["limiter"] is False
    assert settings(limiter={})["server"]["limiter"] is True


class TestEngines:
    def test_that_are_kept_are_the_only_ones(self):
        made = settings(engines={"keep_only": ["wikipedia", "google"], "enable": ["google"]})
        assert made["use_default_settings"] == {"engines": {"keep_only": ["wikipedia", "google"]}}
        assert made["engines"] == [{"name": "google", "disabled": False, "inactive": False}]

    def test_that_are_removed_are_not_even_there(self):
        made = settings(engines={"remove": ["google"]})
        assert made["use_default_settings"] == {"engines": {"remove": ["google"]}}
        assert "engines" not in made

    @pytest.mark.parametrize("engine", ENGINES_THAT_NEED)
    def test_that_others_need_go_with_them(self, engine: str):
        everything = [engine, *ENGINES_THAT_NEED[engine]]
        assert settings(engines={"remove": everything})["use_default_settings"]["engines"]["remove"] == everything
        with pytest.raises(ArgumentError, match=f"remove names {engine}, without which SearXNG does not start"):
            settings(engines={"remove": everything[:-1]})
        with pytest.raises(ArgumentError, match=f"keep_only names {everything[-1]}, which needs {engine}: add it"):
            settings(engines={"keep_only": everything[1:]})

    @pytest.mark.parametrize(
        ("engines", "message"),
        [
            ({"keep_only": ["a"], "remove": ["b"]}, "remove and keep_only are mutually exclusive"),
            ({"enable": ["a"], "remove": ["a"]}, "enable and remove both name a"),
            ({"enable": ["a"], "keep_only": ["b"]}, "enable names a, which keep_only does not: add it there"),
            ({"enable": []}, "engines.enable: expected a list that is not empty"),
            ({"disable": ["a"]}, "unknown argument engines.disable"),
        ],
    )
    def test_that_cannot_be_are_refused(self, engines: dict[str, Any], message: str):
        with pytest.raises(ArgumentError, match=message):
            settings(engines=engines)


class TestLimiter:
    def test_lets_private_networks_pass_and_believes_their_proxies(self):
        made = tomllib.loads(limiter_toml({}))["botdetection"]
        assert made["trusted_proxies"] == made["ip_lists"]["pass_ip"]
        assert {"10.0.0.0/8", "192.168.0.0/16", "fc00::/7"} <= set(made["ip_lists"]["pass_ip"])

    def test_lets_given_networks_pass_alone(self):
        args = check(SearXNGLimiterArgs, {"pass_networks": ["10.42.0.0/16"]}, "x")
        made = tomllib.loads(limiter_toml(args))["botdetection"]
        assert made == {"trusted_proxies": ["10.42.0.0/16"], "ip_lists": {"pass_ip": ["10.42.0.0/16"]}}

    @pytest.mark.parametrize("networks", [[], ["10.42.0.1/16"], ["pods"]])
    def test_takes_networks_only(self, networks: list[str]):
        with pytest.raises(ArgumentError, match="pass_networks: expected a list of networks such as"):
            check(SearXNGLimiterArgs, {"pass_networks": networks}, "x")


@pytest.mark.parametrize("language", ["german", "de_DE", "DE", "x"])
def test_languages_are_locales(language: str):
    with pytest.raises(ArgumentError, match="language: expected a locale such as 'de' or 'pt-BR'"):
        settings(language=language)
