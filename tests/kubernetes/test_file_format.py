import pulumi
import pytest

from homelab.kubernetes.file_format import forward_only, tag_of, version_of


@pytest.mark.parametrize(
    ("image", "tag"),
    [
        ("docker.io/valkey/valkey:9.1.1-alpine", "9.1.1-alpine"),
        (f"valkey:9.1@sha256:{'0' * 64}", "9.1"),
        ("registry.example.com:5000/valkey", ""),
    ],
)
def test_a_tag_is_what_follows_the_name(image: str, tag: str):
    assert tag_of(image) == tag
    assert tag_of(pulumi.Output.from_input(image)) == ""


@pytest.mark.parametrize(
    ("text", "version"),
    [("9.1.1-alpine", (9, 1, 1)), ("v1.35.1", (1, 35, 1)), ("valkey-9.1", (9, 1)), ("latest", ()), ("8-alpine", ())],
)
def test_versions_are_read_and_not_guessed(text: str, version: tuple[int, ...]):
    assert version_of(text) == version


def test_files_are_read_by_newer_versions_alone():
    valkey = forward_only("valkey", "valkey/valkey:9.0.5")
    assert valkey is not None
    assert valkey.name == "valkey-9.0.5"
    assert valkey.refusal("valkey-8.1.0") is None
    assert valkey.refusal("valkey-9.0.5") is None
    assert valkey.refusal("another-10.0.0") is None
    refusal = valkey.refusal("valkey-9.1.1")
    assert refusal
    assert "set image to one of valkey-9.1.1 or newer" in refusal
    assert forward_only("valkey", "valkey/valkey:latest") is None
