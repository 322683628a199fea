from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.unknown_names import unknown_endpoint, unknown_model, unknown_name

OFFERED = [OfferedModels("bedrock", "Amazon Bedrock", ["us.sonnet", "us.haiku"]), OfferedModels("vLLM", "vLLM", [])]


def test_names_that_are_known_are_fine():
    assert list(unknown_name("path", "a", ["a", "b"], "thing")) == []
    assert list(unknown_endpoint("path", "vLLM", OFFERED)) == []
    assert list(unknown_model("path", "bedrock", "us.haiku", OFFERED)) == []


def test_other_names_are_refused_with_what_there_is():
    assert list(unknown_name("path", "x", [], "thing")) == ["path: there is no thing 'x'; there are: none"]
    assert list(unknown_endpoint("path", "bedrok", OFFERED)) == [
        "path: there is no endpoint 'bedrok' (did you mean bedrock?); there are: bedrock, vLLM"
    ]
    assert list(unknown_model("path", "bedrock", "us.sonet", OFFERED)) == [
        "path: there is no model of bedrock called 'us.sonet' (did you mean us.sonnet?); there are: us.sonnet, us.haiku"
    ]


def test_an_endpoint_without_a_list_takes_any_model():
    assert list(unknown_model("path", "vLLM", "anything", OFFERED)) == []
