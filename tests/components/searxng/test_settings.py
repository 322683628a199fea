"""The files are compared with SearXNG's own schema of settings.yml, in the words of its documentation."""

import tomllib
from typing import Any

import pulumi
import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.components.searxng import SearXNGServerArgs
from homelab.components.searxng.args import SearXNGLimiterArgs
from homelab.components.searxng.settings import limiter_toml, settings_yaml
from homelab.components.searxng.settings_check import ENGINES_THAT_NEED
from homelab.offline import record

# What SearXNG takes, by path; it exits on another type, and on another value where there is a choice.
KEYS: dict[str, Any] = {
    "search.formats": [["html", "csv", "json", "rss"]],
    "search.safe_search": (0, 1, 2),
    "search.default_lang": str,
    "server.limiter": bool,
    "server.public_instance": bool,
    "server.image_proxy": bool,
}


def settings(given: Any = None, **args: Any) -> dict[str, Any]:
    """The final settings for what the argument ``settings`` says."""
    args |= {} if given is None else {"settings": given}
    return yaml.safe_load(str(settings_yaml(check(SearXNGServerArgs, args, "x"))))


def engines(**defaults: list[str]) -> dict[str, Any]:
    return {"use_default_settings": {"engines": defaults}}


@pytest.mark.parametrize(
    "args", [{}, {"limiter": {}, "given": {"search": {"safe_search": 2, "default_lang": "pt-BR"}}}]
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


def test_settings_are_merged_over_what_is_derived():
    made = settings({"search": {"safe_search": 1}, "outgoing": {"request_timeout": 2.0}, "server": {"method": "GET"}})
    assert made["search"] == {"formats": ["html", "json"], "safe_search": 1}
    assert made["outgoing"] == {"request_timeout": 2.0}
    assert made["server"] == {"limiter": False, "public_instance": False, "image_proxy": False, "method": "GET"}


def test_the_limiter_is_on_where_it_is_given():
    assert settings()["server"]["limiter"] is False
    assert settings(limiter={})["server"]["limiter"] is True


def test_settings_may_be_known_later():
    def program() -> None:
        language = pulumi.Output.from_input("de")
        args = check(SearXNGServerArgs, {"settings": {"search": {"default_lang": language}}}, "x")
        pulumi.export("settings", settings_yaml(args))

    assert yaml.safe_load(record(program).exports["settings"])["search"]["default_lang"] == "de"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"server": {"secret_key": "a"}}, "settings.server.secret_key is set by the component: use secret_key instead"),
        ({"server": {"limiter": True}}, "settings.server.limiter is set by the component: use limiter instead"),
        ({"server": {"port": 80}}, "settings.server.port is set by the component: remove it"),
        ({"server": {"base_url": "https://a"}}, "settings.server.base_url is set by the component: use domain instead"),
        ({"valkey": {"url": "redis://a"}}, "settings.valkey is set by the component: use limiter instead"),
        ({"search": {"formats": ["html"]}}, "settings.search.formats: expected json, which LibreChat requests"),
        ({"search": {"formats": ["json", "xml"]}}, "settings.search.formats: expected json"),
        ({"search": None}, "settings.search.formats: expected json"),
        ({"search": {"safe_search": "strict"}}, "settings.search.safe_search: expected 0, 1 or 2, got 'strict'"),
        ({"search": {"safe_search": True}}, "settings.search.safe_search: expected 0, 1 or 2, got True"),
        ({"search": {"default_lang": "german"}}, "settings.search.default_lang: expected a locale such as 'de'"),
        ({"search": {"default_lang": "de_DE"}}, "settings.search.default_lang: expected a locale such as 'de'"),
        ({"server": {"public_instance": True}}, "settings.server.public_instance needs limiter"),
    ],
)
def test_what_the_component_sets_or_searxng_does_not_take_is_refused(given: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=f"^x: {message}"):
        settings(given)


def test_a_public_instance_has_a_limiter():
    assert settings({"server": {"public_instance": True}}, limiter={})["server"]["public_instance"] is True


@pytest.mark.parametrize("given", [{"engines": "bing"}, {"engines": ["bing"]}, {"server": 1}])
def test_what_is_no_list_or_map_is_searxngs_matter(given: dict[str, Any]):
    assert given.items() <= settings(given).items()


class TestEngines:
    def test_that_are_kept_are_the_only_ones(self):
        enabled = {"engines": [{"name": "google", "disabled": False}]}
        made = settings({**engines(keep_only=["wikipedia", "google"]), **enabled})
        assert made["use_default_settings"] == {"engines": {"keep_only": ["wikipedia", "google"]}}
        assert made["engines"] == enabled["engines"]

    def test_may_be_ones_of_the_users_own(self):
        own = {"name": "own", "engine": "json_engine", "search_url": "https://a.example.com/{query}"}
        made = settings({**engines(keep_only=["wikipedia"]), "engines": [own]})
        assert made["engines"] == [own]

    @pytest.mark.parametrize("engine", ENGINES_THAT_NEED)
    def test_that_others_need_go_with_them(self, engine: str):
        everything = [engine, *ENGINES_THAT_NEED[engine]]
        assert settings(engines(remove=everything))["use_default_settings"]["engines"]["remove"] == everything
        with pytest.raises(ArgumentError, match=f"remove names {engine}, without which SearXNG does not start"):
            settings(engines(remove=everything[:-1]))
        with pytest.raises(ArgumentError, match=f"keep_only names {everything[-1]}, which needs {engine}: add it"):
            settings(engines(keep_only=everything[1:]))

    @pytest.mark.parametrize(
        ("defaults", "message"),
        [
            ({"remove": ["a"]}, "settings.engines and .*remove both name a: remove one"),
            ({"keep_only": ["b"]}, "settings.engines names a, which .*keep_only does not: add it there"),
        ],
    )
    def test_that_are_not_there_cannot_be_changed(self, defaults: dict[str, list[str]], message: str):
        with pytest.raises(ArgumentError, match=message):
            settings({**engines(**defaults), "engines": [{"name": "a", "disabled": False}]})


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
