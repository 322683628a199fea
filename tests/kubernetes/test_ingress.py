from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import (
    Application,
    any_namespace,
    create_service,
    ingress_controller,
    ingress_service_annotations,
    namespace,
)
from homelab.kubernetes.ingress import IngressArgs, create_ingress, ingress_annotations, ingress_spec
from homelab.kubernetes.ingress_controllers import IngressController
from tests.kubernetes.recorded import SERVER, recorded


def spec(args: IngressArgs):
    return ingress_spec(
        args, host="a.example.com", service="s", port="http", exact_paths={"/metrics": "hidden"}, tls_secret="s-tls"
    )


def test_single_paths_come_before_the_rest():
    paths = spec({})["rules"][0]["http"]["paths"]  # type: ignore[index,misc]
    assert [(path["path"], path["path_type"], path["backend"]["service"]["name"]) for path in paths] == [
        ("/metrics", "Exact", "hidden"),
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
            hidden_path="/metrics",
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
            hidden_path="/metrics",
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


@pytest.mark.parametrize("controller", [IngressController.ALB, IngressController.GKE])
def test_load_balancers_connect_from_addresses_without_a_namespace(controller: IngressController):
    peer = ingress_controller({"controller": controller}, 80)
    assert all("ip_block" in selector for selector in peer.selectors)
    with pytest.raises(ArgumentError, match="controller_namespace has no effect with controller"):
        check(IngressArgs, {"controller": controller, "controller_namespace": "a"}, "x")


def test_the_controller_is_in_its_namespace_or_in_any():
    assert ingress_controller({"controller_namespace": "ingress-nginx"}, 80) == namespace("ingress-nginx", 80)
    assert ingress_controller({}, 80) == any_namespace(80)
