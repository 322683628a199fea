"""Malformed documents, which must result in a message, not in another exception."""

from copy import deepcopy

import pytest

from homelab.components.librechat.effects import largest_upload_megabytes, server_peers
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks import configuration_problems, variable_problems
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import with_implied
from homelab.librechat_config.model_specs import derived_specs
from homelab.librechat_config.offered import offered_endpoints
from homelab.librechat_config.sections import section
from tests.librechat_config.documents import RICH, spoiled

VARIABLES = Variables(dict.fromkeys(("OPENAI_API_KEY", "BEDROCK_AWS_DEFAULT_REGION", "GOOGLE_CLIENT_ID"), "x"))


@pytest.mark.parametrize("name", RICH)
def test_one_wrong_value_anywhere_is_no_exception(name: str):
    for document in spoiled(name):
        configuration = Configuration(document, VARIABLES)
        before = deepcopy(document)
        completed = with_implied(configuration, address="https://chat.example.com", replicas=2)
        assert document == before
        assert isinstance(document[name], dict) or completed.config[name] == document[name]
        derived_specs({"from_providers": True}, section(document, "modelSpecs"), offered_endpoints(completed))
        list(configuration_problems(completed))
        list(variable_problems(completed))
        server_peers(completed, [], [])
        largest_upload_megabytes(completed.config)


def test_completing_twice_is_completing_once():
    once = with_implied(Configuration(RICH, VARIABLES), address="https://chat.example.com", replicas=2)
    assert with_implied(once, address="https://chat.example.com", replicas=2) == once
