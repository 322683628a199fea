"""Hosts of the servers in a container's variables."""

from typing import Any

import pytest

from homelab.components.variable_peers import hosts_of_variables
from homelab.librechat_config.variables import Reader


@pytest.mark.parametrize(
    ("reader", "variables", "hosts"),
    [
        (Reader.RAG_API, {"EMBEDDINGS_MODEL": "bge-m3", "EMBEDDINGS_PROVIDER": "ollama"}, []),
        (Reader.RAG_API, {"EMBEDDINGS_MODEL": "http://tei:80", "EMBEDDINGS_PROVIDER": "huggingfacetei"}, ["tei"]),
        (Reader.LIBRECHAT, {"EMAIL_HOST": "mail.lan"}, ["mail.lan"]),
        (Reader.LIBRECHAT, {"EMAIL_HOST": "mail.lan", "EMAIL_SERVICE": "gmail"}, []),
        (Reader.LIBRECHAT, {"GOOGLE_SERVICE_KEY_FILE": "keys/google.json"}, []),
        (Reader.LIBRECHAT, {"APP_TITLE": "chat.lan"}, []),
    ],
)
def test_hosts_are_those_of_servers_that_the_program_connects_to(reader: Reader, variables: Any, hosts: list[str]):
    assert hosts_of_variables(variables, reader) == hosts
