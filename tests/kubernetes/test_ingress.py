import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import any_namespace, ingress_controller, namespace
from homelab.kubernetes.ingress import IngressArgs, ingress_annotations, ingress_spec


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


def test_only_nginx_gets_nginx_annotations_and_given_ones_win():
    assert ingress_annotations({}, body_size="1m", read_timeout=5) == {}
    annotations = ingress_annotations(
        {"class_name": "nginx", "annotations": {"nginx.ingress.kubernetes.io/proxy-body-size": "2m"}},
        body_size="1m",
        read_timeout=5,
    )
    assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "2m"
    assert annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"] == "5"


def test_cert_manager_is_asked_by_annotation():
    annotations = ingress_annotations({"tls": {"cluster_issuer": "le"}}, body_size="1m", read_timeout=5)
    assert annotations == {"cert-manager.io/cluster-issuer": "le"}


def test_two_sources_of_a_certificate_are_refused():
    with pytest.raises(ArgumentError, match="tls: secret_name and cluster_issuer are mutually exclusive"):
        check(IngressArgs, {"tls": {"secret_name": "a", "cluster_issuer": "b"}}, "x")


def test_the_controller_is_in_its_namespace_or_in_any():
    assert ingress_controller({"controller_namespace": "ingress-nginx"}, 80) == namespace("ingress-nginx", 80)
    assert ingress_controller({}, 80) == any_namespace(80)
