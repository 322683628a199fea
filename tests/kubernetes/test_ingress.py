import json
import re
from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import (
    Application,
    Peer,
    addresses,
    any_namespace,
    create_service,
    ingress_controller,
    ingress_service_annotations,
    namespace,
)
from homelab.kubernetes.ingress import IngressArgs, create_ingress, ingress_annotations, ingress_spec
from homelab.kubernetes.ingress_controllers import IngressController, hidden_path, hiding_annotations
from tests.kubernetes.recorded import SERVER, recorded


def spec(args: IngressArgs):
    return ingress_spec(
        args,
        host="a.example.com",
        service="s",
        port="http",
        other_paths={("/metrics", "Prefix"): "hidden"},
        tls_secret="s-tls",
    )


def test_other_paths_come_before_the_rest():
    paths = spec({})["rules"][0]["http"]["paths"]  # type: ignore[index,misc]
    assert [(path["path"], path["path_type"], path["backend"]["service"]["name"]) for path in paths] == [
        ("/metrics", "Prefix", "hidden"),
        ("/", "Prefix", "s"),
    ]


@pytest.mark.parametrize(
    ("args", "secret"),
    [
        ({}, None),
        ({"tls": {"enabled": False}}, None),
        ({"tls": {"secret_name": "own"}}, "own"),
        ({"tls": {"cluster_issuer": "letsencrypt"}}, "s-tls"),
    ],
)
def test_the_certificate_is_where_the_arguments_say(args: IngressArgs, secret: str | None):
    tls = spec(args).get("tls")
    assert tls == (None if secret is None else [{"hosts": ["a.example.com"], "secret_name": secret}])


def annotations(args: Any) -> dict[str, Any]:
    return ingress_annotations(args, body_size="100m", read_timeout=3600)


NGINX = "nginx.ingress.kubernetes.io"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"controller": "nginx"}, {f"{NGINX}/proxy-body-size": "100m", f"{NGINX}/proxy-read-timeout": "3600"}),
        # A class may have any name, and the default class none.
        ({"class_name": "internal", "controller": "nginx"}, {f"{NGINX}/proxy-body-size": "100m"}),
        ({"class_name": "internal"}, {f"{NGINX}/proxy-body-size": "100m"}),
        ({}, {f"{NGINX}/proxy-body-size": "100m"}),
        (
            {"class_name": "internal", "controller": "haproxy"},
            {"haproxy.org/timeout-server": "3600s", "haproxy-ingress.github.io/proxy-body-size": "100m"},
        ),
        ({"class_name": "haproxy"}, {"haproxy.org/timeout-server": "3600s"}),
        (
            {"controller": "alb"},
            {
                "alb.ingress.kubernetes.io/load-balancer-attributes": "idle_timeout.timeout_seconds=3600",
                "alb.ingress.kubernetes.io/target-type": "ip",
            },
        ),
        ({"controller": "contour"}, {"projectcontour.io/response-timeout": "3600s"}),
        ({"controller": "agic"}, {"appgw.ingress.kubernetes.io/request-timeout": "3600"}),
        ({"class_name": "azure-application-gateway"}, {"appgw.ingress.kubernetes.io/request-timeout": "3600"}),
    ],
)
def test_annotations_set_body_size_and_timeouts(args: Any, expected: dict[str, str]):
    args = check(IngressArgs, args, "x")
    assert expected.items() <= annotations(args).items()
    is_nginx = any(NGINX in name for name in expected)
    assert any(NGINX in name for name in annotations(args)) == is_nginx


def test_custom_annotations_override_defaults():
    own = {"controller": IngressController.NGINX, "annotations": {f"{NGINX}/proxy-body-size": "2m"}}
    assert annotations(own)[f"{NGINX}/proxy-body-size"] == "2m"


def test_controllers_without_limits_have_no_annotations():
    assert annotations({"controller": IngressController.TRAEFIK}) == {}
    assert annotations({"class_name": "gce"}) == {}
    assert annotations({"class_name": "cilium"}) == {}


def test_gke_has_a_backend_config_with_timeout_and_health_check():
    args: IngressArgs = {"controller": IngressController.GKE}

    def create(app: Application) -> None:
        create_service(app, SERVER, annotations=ingress_service_annotations(app, args))
        create_ingress(
            app,
            args,
            host="a.example.com",
            port=("http", 80),
            body_size="1m",
            read_timeout=3600,
            hide="/metrics",
            health_path="/readyz",
        )

    made = {(each["kind"], each["metadata"]["name"]): each for each in recorded(create).manifests}
    config = made["BackendConfig", "db"]["spec"]
    assert (config["timeoutSec"], config["healthCheck"]["requestPath"]) == (3600, "/readyz")
    for service in ("db", "db-hidden"):
        found = made["Service", service]["metadata"]["annotations"]
        assert found["cloud.google.com/backend-config"] == '{"default": "db"}'


def test_an_application_load_balancer_has_a_health_check():
    def create(app: Application) -> None:
        create_ingress(
            app,
            {"controller": IngressController.ALB},
            host="a.example.com",
            port=("http", 80),
            body_size="1m",
            read_timeout=3600,
            hide="/metrics",
            health_path="/readyz",
        )

    made = {each["kind"]: each for each in recorded(create).manifests}
    assert made["Ingress"]["metadata"]["annotations"]["alb.ingress.kubernetes.io/healthcheck-path"] == "/readyz"


def test_cert_manager_is_asked_by_annotation():
    assert annotations({"tls": {"cluster_issuer": "le"}})["cert-manager.io/cluster-issuer"] == "le"


def test_cert_manager_uses_the_specified_secret():
    args = check(IngressArgs, {"tls": {"secret_name": "own", "cluster_issuer": "le"}}, "x")
    assert spec(args)["tls"][0]["secret_name"] == "own"  # type: ignore[index,call-overload]
    assert annotations(args)["cert-manager.io/cluster-issuer"] == "le"


@pytest.mark.parametrize(
    "args",
    [{"controller": each} for each in ("alb", "gke", "agic", "cilium")]
    + [{"class_name": each} for each in ("alb", "gce", "azure-application-gateway", "cilium")],
)
def test_what_connects_directly_has_no_namespace(args: Any):
    (peer,) = ingress_controller(check(IngressArgs, args, "x"), 80)
    assert all("ip_block" in selector for selector in peer.selectors)
    with pytest.raises(ArgumentError, match="controller_namespace has no effect with controller"):
        check(IngressArgs, {**args, "controller_namespace": "a"}, "x")


@pytest.mark.parametrize(
    ("args", "peers"),
    [
        ({}, [any_namespace(80)]),
        ({"controller_namespace": "ingress-nginx"}, [namespace("ingress-nginx", 80)]),
        ({"controller_cidrs": ["10.0.0.0/24"]}, [addresses(["10.0.0.0/24"], 80)]),
        (
            {"controller_namespace": "ingress-nginx", "controller_cidrs": ["10.0.0.0/24", "fd00::/64"]},
            [namespace("ingress-nginx", 80), addresses(["10.0.0.0/24", "fd00::/64"], 80)],
        ),
        # The subnets of a load balancer are fewer addresses than all private ones.
        ({"controller": "alb", "controller_cidrs": ["10.0.7.0/24"]}, [addresses(["10.0.7.0/24"], 80)]),
        # Neither labels nor addresses match Cilium's own proxies.
        ({"controller": "cilium"}, [Peer((), (80,))]),
        ({"controller_cidrs": ["0.0.0.0/0", "::/0"]}, [Peer((), (80,))]),
        ({"controller_cidrs": ["0.0.0.0/0"]}, [addresses(["0.0.0.0/0"], 80)]),
    ],
)
def test_the_controller_is_where_the_arguments_say(args: Any, peers: list[Peer]):
    assert ingress_controller(check(IngressArgs, args, "x"), 80) == peers


@pytest.mark.parametrize(
    "network", ["10.0.0.1/8", "10.0.0.0/33", "a", "", "::ffff:10.0.0.0/104", "fe80::1%eth0", "any"]
)
def test_networks_are_those_that_policies_accept(network: str):
    with pytest.raises(ArgumentError, match="controller_cidrs: expected a list of networks"):
        check(IngressArgs, {"controller_cidrs": [network]}, "x")


EXPRESS_ANSWERS = ("/metrics", "/metrics/", "/METRICS", "/Metrics/", "/mEtRiCs", "/metrics//")
"""Paths that Express routes to what is at /metrics; not to encoded ones, nor to //metrics (seen with Express 5)."""
EXPRESS_DOES_NOT_ANSWER = ("/", "/c/metrics", "/login", "/api/metrics", "/assets/metrics.js")


def is_hidden(args: Any, path: str) -> bool:
    """Whether a controller keeps a path from the application, after what its documentation says about paths."""
    controller = IngressController(check(IngressArgs, args, "x").get("controller", IngressController.NGINX))
    pattern, kind = hidden_path(controller, "/metrics")
    made = hiding_annotations(controller, "/metrics")
    if made.get(f"{NGINX}/use-regex") == "true":
        return re.match(pattern, path, re.IGNORECASE) is not None
    if kind == "ImplementationSpecific":
        return re.fullmatch(pattern, path) is not None
    if "haproxy.org/backend-config-snippet" in made:
        assert all(value.endswith("if { path_beg -i /metrics }") for value in made.values())
        return path.lower().startswith("/metrics")
    return path.split("/")[:2] == pattern.split("/")


@pytest.mark.parametrize("controller", ["nginx", "contour", "haproxy"])
def test_what_the_server_answers_is_hidden(controller: str):
    assert [is_hidden({"controller": controller}, each) for each in EXPRESS_ANSWERS] == [True] * len(EXPRESS_ANSWERS)


@pytest.mark.parametrize("controller", ["traefik", "alb", "gke", "agic", "cilium"])
def test_controllers_that_know_no_capitals_hide_the_path_as_it_is_written(controller: str):
    hidden = [each for each in EXPRESS_ANSWERS if is_hidden({"controller": controller}, each)]
    assert hidden == ["/metrics", "/metrics/", "/metrics//"]


@pytest.mark.parametrize("controller", [*IngressController])
def test_nothing_else_is_hidden(controller: IngressController):
    assert not [each for each in EXPRESS_DOES_NOT_ANSWER if is_hidden({"controller": controller}, each)]


def test_an_application_load_balancer_listens_where_browsers_connect():
    own = "alb.ingress.kubernetes.io/listen-ports"
    with_tls = annotations({"controller": IngressController.ALB, "tls": {"enabled": True}})
    assert json.loads(with_tls[own]) == [{"HTTP": 80}, {"HTTPS": 443}]
    assert with_tls["alb.ingress.kubernetes.io/ssl-redirect"] == "443"
    assert own not in annotations({"controller": IngressController.ALB, "tls": {"enabled": False}})
    # A redirection to a port on which nobody listens is an error of the controller's.
    other = {own: '[{"HTTPS": 8443}]'}
    assert "alb.ingress.kubernetes.io/ssl-redirect" not in annotations(
        {"controller": IngressController.ALB, "tls": {}, "annotations": other}
    )
