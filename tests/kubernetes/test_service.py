from typing import Any

from homelab.kubernetes import create_public_service, create_service
from homelab.kubernetes.service import ServiceType
from tests.kubernetes.recorded import SERVER, recorded


def test_a_service_offers_the_ports_that_it_names():
    def ports(**chosen: Any) -> list[str]:
        (service,) = recorded(lambda app: create_service(app, SERVER, **chosen)).manifests
        return [port["name"] for port in service["spec"]["ports"]]

    assert (ports(), ports(ports=["http"])) == (["http", "debug"], ["http"])


def test_pulumi_does_not_wait_for_a_service():
    (service,) = recorded(lambda app: create_service(app, SERVER)).manifests
    assert service["metadata"]["annotations"] == {"pulumi.com/skipAwait": "true"}


def test_a_public_service_is_in_addition_to_the_internal_one():
    def create(app: Any) -> None:
        create_service(app, SERVER)
        args: Any = {"type": ServiceType.LOAD_BALANCER, "annotations": {"cloud.example.com/certificate": "a"}}
        create_public_service(app, args, target="http", port=("https", 443))

    inside, public = recorded(create).manifests
    assert "type" not in inside["spec"]
    assert (public["metadata"]["name"], public["spec"]["type"]) == ("db-public", "LoadBalancer")
    assert public["spec"]["ipFamilyPolicy"] == "PreferDualStack"
    assert public["spec"]["ports"] == [{"name": "https", "port": 443, "targetPort": "http"}]
    assert public["spec"]["selector"] == inside["spec"]["selector"]
    assert public["metadata"]["annotations"]["cloud.example.com/certificate"] == "a"
