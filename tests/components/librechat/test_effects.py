from typing import Any

import pytest

from homelab.components.librechat.effects import (
    MAIL_SERVICES,
    largest_upload_megabytes,
    server_peers,
)
from homelab.kubernetes import Peer, any_address, internet, namespace, pods
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration

OLLAMA: Any = {"url": "http://ws-ollama.ai.svc.cluster.local:11434", "port": 11434, "workload": "ws-ollama"}
OUTSIDE: Any = {"url": "http://10.0.0.5:11434", "port": 11434}


def peers(
    config: dict[str, Any] | None = None, variables: dict[str, str] | None = None, further: tuple[str, ...] = ()
) -> list[Any]:
    return server_peers(Configuration(config or {}, Variables(variables or {})), [OLLAMA, OUTSIDE], further)


def custom(url: str) -> dict[str, Any]:
    return {"endpoints": {"custom": [{"name": "a", "baseURL": url}]}}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://llm.example.com/v1", [any_address(443)]),
        ("http://llm.example.com/v1", [any_address(80)]),
        # Set by the library, and public.
        ("https://openrouter.ai/api/v1", []),
        ("https://llm.example.com:8443/v1", [any_address(8443)]),
        # A policy sees the port of the pod, which need not be the one of the Service.
        ("http://vllm.models.svc.cluster.local:8000/v1", [namespace("models")]),
        ("http://10.0.0.5:11434/v1", [Peer([{"ip_block": {"cidr": "10.0.0.5/32"}}], (11434,))]),
        ("https://10.0.0.5/v1", [Peer([{"ip_block": {"cidr": "10.0.0.5/32"}}], (443,))]),
        # A server of the workspace is known by its pods, at its own port alone.
        ("http://ws-ollama.ai.svc.cluster.local:11434/v1", [pods("ws-ollama", 11434)]),
        ("http://ws-ollama.ai.svc.cluster.local:9/v1", [namespace("ai")]),
        ("${SECRET}/v1", []),
        ("no url", []),
    ],
)
def test_a_server_is_reached_where_the_document_names_it(url: str, expected: list[Peer]):
    assert peers(custom(url)) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"OPENAI_REVERSE_PROXY": "http://10.0.0.1:1/v1"}, [Peer([{"ip_block": {"cidr": "10.0.0.1/32"}}], (1,))]),
        ({"OPENAI_REVERSE_PROXY": "https://gateway.example.com"}, [any_address(443)]),
        ({"BEDROCK_REVERSE_PROXY": "vpce-1.eu-central-1.vpce.amazonaws.com"}, [any_address(443)]),
        ({"LDAP_URL": "ldap://ldap.example.com"}, [any_address(389)]),
        ({"LDAP_URL": "ldaps://10.0.0.1"}, [Peer([{"ip_block": {"cidr": "10.0.0.1/32"}}], (636,))]),
        ({"EMAIL_HOST": "mail.example.com", "EMAIL_PORT": "465"}, [internet(465)]),
        ({"EMAIL_HOST": "mail.example.com"}, [internet(25)]),
        ({"EMAIL_HOST": "mail.corp"}, [any_address(25)]),
        ({"EMAIL_HOST": "10.0.0.1"}, [Peer([{"ip_block": {"cidr": "10.0.0.1/32"}}], (25,))]),
        ({"EMAIL_SERVICE": "SendGrid", "EMAIL_HOST": "ignored"}, [MAIL_SERVICES]),
        ({"PROXY": "proxy.example.com:3128"}, [any_address(3128)]),
        # People's browsers go there.
        ({"SAML_ENTRY_POINT": "https://10.0.0.1:8443"}, []),
        ({"OPENAI_API_KEY": "user_provided"}, []),
    ],
)
def test_a_server_is_reached_where_a_variable_names_it(variables: dict[str, str], expected: list[Peer]):
    assert peers(variables=variables) == expected


def test_allowed_addresses_and_domains_are_reachable():
    config = {
        "mcpSettings": {"allowedDomains": ["*.example.com", "http://tools.mcp.svc:8080"]},
        "actions": {"allowedAddresses": ["10.0.0.1:8443"]},
    }
    assert peers(config) == [
        Peer([{"ip_block": {"cidr": "10.0.0.1/32"}}], (8443,)),
        any_address(443),
        namespace("mcp"),
    ]


def test_additional_destinations_are_servers_and_ranges():
    assert peers(further=("10.0.0.0/8", "https://a.example.com:9")) == [
        Peer([{"ip_block": {"cidr": "10.0.0.0/8"}}], ()),
        any_address(9),
    ]


def test_servers_in_secret_variables_are_allowed_without_revealing_the_secret():
    variables = Variables(secret={"PROXY": "http://user:pw@proxy.example.com:3128", "OPENAI_API_KEY": "sk-1"})
    assert server_peers(Configuration({}, variables), [], []) == [any_address(3128)]


@pytest.mark.parametrize(
    ("file_config", "megabytes"),
    [
        ({}, 100),
        ({"serverFileSizeLimit": 7}, 7),
        ({"serverFileSizeLimit": 7.5}, 8),
        ({"serverFileSizeLimit": 200, "skills": {"fileSizeLimit": 400}}, 400),
        ({"serverFileSizeLimit": "200"}, 100),
        (None, 100),
    ],
)
def test_the_ingress_lets_the_largest_file_through(file_config: Any, megabytes: int):
    assert largest_upload_megabytes({"fileConfig": file_config}) == megabytes
