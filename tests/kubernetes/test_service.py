from typing import Any

from homelab.kubernetes import create_service
from tests.kubernetes.recorded import SERVER, recorded


def test_a_service_offers_the_ports_that_it_names():
    def ports(**chosen: Any) -> list[str]:
        (service,) = recorded(lambda app: create_service(app, SERVER, **chosen)).manifests
        return [port["name"] for port in service["spec"]["ports"]]

    assert (ports(), ports(ports=["http"])) == (["http", "debug"], ["http"])


def test_pulumi_does_not_wait_for_a_service():
    (service,) = recorded(lambda app: create_service(app, SERVER)).manifests
    assert service["metadata"]["annotations"] == {"pulumi.com/skipAwait": "true"}
