"""Which version answers, by the rules of an HTTPRoute in a model of the Gateway API, and by annotations."""

from dataclasses import replace
from http.cookies import SimpleCookie
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.kubernetes import Application, CanaryTraffic
from homelab.kubernetes.canary import sticky_annotations
from homelab.kubernetes.ingress import IngressArgs, create_ingress, routes_canaries
from homelab.kubernetes.route import create_route, route_spec
from tests.kubernetes.gateway import Browser, Gateway
from tests.kubernetes.recorded import recorded

TRAFFIC = CanaryTraffic("new", weight=20, header="X-Canary", cookie="chat-canary", is_encrypted=True)
NGINX = "nginx.ingress.kubernetes.io"
PATHS = st.sampled_from(["/", "/assets/index.abc123.js", "/api/config", "/c/new", "/?q=1", "/oauth/openid/callback"])


def rules(traffic: CanaryTraffic | None) -> list[dict[str, Any]]:
    spec = route_spec(
        {"gateway": "g"}, host="a.example.com", service="old", port=80, hidden_path="/metrics", canary=traffic
    )
    return spec["rules"]


def gateway(weight: int = 20, seed: int = 0, **options: Any) -> Gateway:
    return Gateway(rules(replace(TRAFFIC, weight=weight)), Random(seed), **options)


@given(
    weight=st.integers(0, 100), seed=st.integers(0, 10_000), paths=st.lists(PATHS, min_size=2), searches=st.booleans()
)
def test_a_browser_stays_with_its_version(weight: int, seed: int, paths: list[str], searches: bool):
    browser = Browser(gateway(weight, seed, searches=searches), {"session": "a=b", "zz": "chat-canary"})
    assert len({browser.get(path) for path in paths}) == 1


@pytest.mark.parametrize("weight", [0, 1, 20, 99, 100])
def test_the_weight_is_the_share_of_new_browsers(weight: int):
    shared = gateway(weight)
    new = sum(Browser(shared).get("/") == "new" for _ in range(4000))
    assert new / 40 == pytest.approx(weight, abs=2.5 if 0 < weight < 100 else 0)


@given(weight=st.integers(0, 100), path=PATHS, drawn=st.sampled_from([None, "canary", "stable-20", "always", "never"]))
def test_the_header_decides_before_everything_else(weight: int, path: str, drawn: str | None):
    cookies = {} if drawn is None else {"chat-canary": drawn}
    for value, service in (("always", "new"), ("never", "old")):
        assert Browser(gateway(weight), {**cookies}).get(path, {"x-canary": value}) == service


@given(weight=st.integers(0, 100), seed=st.integers(0, 10_000), path=PATHS)
def test_a_link_changes_the_version_for_good(weight: int, seed: int, path: str):
    browser = Browser(gateway(weight, seed))
    browser.get(path)
    for value, service in (("always", "new"), ("never", "old"), ("always", "new")):
        assert browser.get(f"/?chat-canary={value}") == service
        assert browser.get(path) == service


def test_with_weight_0_chance_of_before_has_no_effect_and_choice_has():
    assert Browser(gateway(0), {"chat-canary": "canary"}).get("/") == "old"
    assert Browser(gateway(0), {"chat-canary": "always"}).get("/") == "new"


def test_a_larger_weight_draws_again_and_takes_the_canary_from_nobody():
    before, after = gateway(10), gateway(60)
    browsers = [Browser(before) for _ in range(2000)]
    first = [browser.get("/") for browser in browsers]
    for browser in browsers:
        browser.gateway = after
    second = [browser.get("/") for browser in browsers]
    assert all(now == "new" for then, now in zip(first, second, strict=True) if then == "new")
    assert second.count("new") / 20 == pytest.approx(64, abs=4)


def test_a_cookie_of_another_name_decides_nothing():
    shared = gateway(0)
    for cookies in ({"my-chat-canary": "always"}, {"chat-canary": "always2"}, {"a": "chat-canary", "b": "always"}):
        assert Browser(shared, dict(cookies)).get("/") == "old"


@given(path=st.sampled_from(["/metrics", "/metrics/", "/metrics?chat-canary=always"]), value=st.text("always never"))
def test_the_hidden_path_stays_hidden(path: str, value: str):
    browser = Browser(gateway(50), {"chat-canary": "always"})
    assert browser.get(path, {"X-Canary": value}) is None
    assert browser.get(path, {"X-Canary": "always"}) is None


def test_every_forwarding_rule_lets_answers_stream():
    forwarding = [rule for rule in rules(TRAFFIC) if "backendRefs" in rule]
    assert len(forwarding) == 7
    assert all(rule["timeouts"] == {"request": "0s", "backendRequest": "0s"} for rule in forwarding)


def test_without_a_canary_there_are_the_two_rules_of_before():
    hidden, forwarding = rules(None)
    assert "backendRefs" not in hidden
    assert forwarding["backendRefs"] == [{"group": "", "kind": "Service", "name": "old", "port": 80, "weight": 1}]


@pytest.mark.parametrize(("is_encrypted", "same_site"), [(True, "None"), (False, "Lax")])
def test_the_cookie_survives_sign_in_at_another_site_where_browsers_allow_it(is_encrypted: bool, same_site: str):
    shared = Gateway(rules(replace(TRAFFIC, is_encrypted=is_encrypted)))
    for url in ("/", "/?chat-canary=always", "/?chat-canary=never"):
        [text] = shared.get(url).set_cookies
        [morsel] = SimpleCookie(text).values()
        assert (morsel["samesite"], bool(morsel["secure"]), bool(morsel["httponly"])) == (same_site, is_encrypted, True)
        assert (morsel["path"], morsel["max-age"]) == ("/", "604800")


def test_an_answer_to_a_browser_with_a_version_sets_no_cookie():
    # A cache in front would hand it to others.
    assert gateway().get("/assets/a.js", {"Cookie": "chat-canary=canary"}).set_cookies == []
    assert gateway(0).get("/").set_cookies == []


def ingresses(traffic: CanaryTraffic | None) -> dict[str, Any]:
    own: IngressArgs = {"class_name": "nginx", "tls": {"cluster_issuer": "le"}}

    def create(app: Application) -> None:
        create_ingress(
            app,
            own,
            host="a.example.com",
            port=("http", 80),
            body_size="1m",
            read_timeout=3600,
            hide="/metrics",
            health_path="/readyz",
            canary=traffic,
        )

    return {each["metadata"]["name"]: each for each in recorded(create).manifests if each["kind"] == "Ingress"}


def test_ingress_nginx_gets_a_second_ingress_that_has_no_certificate_of_its_own():
    made = ingresses(TRAFFIC)
    assert made.keys() == {"db", "new"}
    annotations = made["new"]["metadata"]["annotations"]
    assert {name: value for name, value in annotations.items() if name.startswith(NGINX)} == {
        f"{NGINX}/canary": "true",
        f"{NGINX}/canary-by-header": "X-Canary",
        f"{NGINX}/canary-by-cookie": "chat-canary",
        f"{NGINX}/canary-weight": "20",
    }
    assert "tls" not in made["new"]["spec"]
    assert made["new"]["spec"]["ingressClassName"] == "nginx"
    [path] = made["new"]["spec"]["rules"][0]["http"]["paths"]
    assert (path["path"], path["backend"]["service"]["name"]) == ("/", "new")


def test_ingress_nginx_keeps_a_browser_with_what_it_has_drawn_until_the_weight_changes():
    annotations = ingresses(TRAFFIC)["db"]["metadata"]["annotations"]
    assert annotations[f"{NGINX}/affinity"] == "cookie"
    assert annotations[f"{NGINX}/session-cookie-name"] == "chat-canary-20"
    assert annotations[f"{NGINX}/session-cookie-path"] == "/"
    other = sticky_annotations(replace(TRAFFIC, weight=30))
    assert other[f"{NGINX}/session-cookie-name"] == "chat-canary-30"


@pytest.mark.parametrize("weight", [0, 100])
def test_without_chance_ingress_nginx_keeps_no_browser_with_a_pod(weight: int):
    made = ingresses(replace(TRAFFIC, weight=weight))
    assert made["db"] == ingresses(None)["db"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"class_name": "nginx"}, True),
        ({"controller": "nginx"}, True),
        ({"controller": "nginx", "class_name": "internal"}, True),
        ({"controller": "traefik", "class_name": "nginx"}, False),
        ({"class_name": "internal"}, False),
        ({"class_name": "traefik"}, False),
        ({}, False),
    ],
)
def test_only_ingress_nginx_that_is_named_routes_to_canaries(args: Any, expected: bool):
    assert routes_canaries(args) is expected


def test_the_route_has_the_rules():
    def create(app: Application) -> None:
        create_route(app, {"gateway": "g"}, host="a.example.com", port=80, hidden_path="/metrics", canary=TRAFFIC)

    [route] = recorded(create).manifests
    assert len(route["spec"]["rules"]) == 8
