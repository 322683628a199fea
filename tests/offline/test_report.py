import pulumi
import pulumi_kubernetes as k8s
import pulumi_random as random

from homelab.offline import record
from homelab.offline.checks import CheckResult
from homelab.offline.report import summarize

CHECKED = CheckResult(violations=[], kubernetes_version="1.37", unchecked=[], counts={"schema": 1})


class Bucket(pulumi.CustomResource):
    def __init__(self, name: str):
        super().__init__("aws:s3/bucket:Bucket", name, {})


def program() -> None:
    rules: list[k8s.networking.v1.IngressRuleArgsDict] = [{"host": "a.example.com"}, {"host": "b.example.com"}]
    k8s.networking.v1.Ingress("web", spec={"rules": rules, "tls": [{"hosts": ["b.example.com"]}]})
    k8s.apiextensions.CustomResource(
        "route", "gateway.networking.k8s.io/v1", "HTTPRoute", spec={"hostnames": ["c.example.com"]}
    )
    Bucket("files")
    random.RandomPassword("password", length=20)
    pulumi.export("url", "https://b.example.com")


def test_urls_are_those_of_exports_and_hosts():
    assert summarize(record(program), CHECKED).urls == [
        "https://b.example.com",
        "http://a.example.com",
        "https://c.example.com",
    ]


def test_urls_are_public():
    def program() -> None:
        rules: list[k8s.networking.v1.IngressRuleArgsDict] = [
            {"host": host} for host in ("chat.example.com", "a.example.com", "b.other.com")
        ]
        k8s.networking.v1.Ingress("exported", spec={"rules": rules[:1]})
        k8s.networking.v1.Ingress("wildcard", spec={"rules": rules[1:], "tls": [{"hosts": ["*.example.com"]}]})
        k8s.networking.v1.Ingress("all", spec={"rules": [{"host": "c.other.com"}], "tls": [{"secret_name": "x"}]})
        pulumi.export("url", "https://chat.example.com")
        pulumi.export("ragApiUrl", "http://rag-api.ai.svc.cluster.local:8000")

    assert summarize(record(program), CHECKED).urls == [
        "https://chat.example.com",
        "https://a.example.com",
        "http://b.other.com",
        "https://c.other.com",
    ]


def test_other_providers_resources_are_listed_without_random_values():
    assert [resource.name for resource in summarize(record(program), CHECKED).other_resources] == ["files"]
