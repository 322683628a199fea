from typing import Any

from homelab import AIWorkspaceArgs
from homelab.arguments import secret_paths
from stacks.secrets import put_secrets, secret_keys


def completed(args: dict[str, Any], **values: str) -> dict[str, Any]:
    """The arguments with secrets, whose keys are written with _ for -."""
    keys: Any = {key.replace("_", "-"): value for key, value in values.items()}
    put_secrets(args, keys.get)
    return args


def test_every_secret_has_a_key_of_its_own():
    assert sorted(secret_keys().values()) == sorted(secret_paths(AIWorkspaceArgs))


def test_keys_are_named_after_the_argument_and_its_group():
    keys = secret_keys()
    assert keys["openai-api-key"] == ("openai", "api_key")
    assert keys["s3-secret-key"] == ("librechat", "storage", "s3", "secret_key")
    assert keys["creds-key"] == ("librechat", "security", "creds_key")


def test_a_key_alone_switches_its_group_on():
    assert completed({}, openai_api_key="k") == {"openai": {"api_key": "k"}}


def test_a_key_completes_what_is_there():
    args = {"openai": {"models": ["m"]}}
    assert completed(args, openai_api_key="k") == {"openai": {"models": ["m"], "api_key": "k"}}


def test_items_of_a_list_have_keys_by_their_names():
    args = {"custom_endpoints": [{"name": "vLLM"}, {"name": "other"}, "no group"]}
    assert completed(args, vllm_endpoint_key="k")["custom_endpoints"] == [
        {"name": "vLLM", "api_key": "k"},
        {"name": "other"},
        "no group",
    ]


def test_what_is_no_group_stays_for_the_workspace_to_say():
    assert completed({"openai": "sk"}, openai_api_key="k") == {"openai": "sk"}
