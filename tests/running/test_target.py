"""Which workspace a command is about."""

from pathlib import Path

import pytest

from homelab.running.stack import StackError
from homelab.running.target import Target

ROOT = Path(__file__).parents[2]


def test_a_namespace_needs_no_stack():
    kubectl = Target(namespace="ai", context="home").kubectl()
    assert (kubectl.namespace, kubectl.context) == ("ai", "home")


def test_a_stack_names_its_namespace():
    assert Target(stack="dev", folder=ROOT).kubectl().namespace == "ai-dev"


def test_one_of_them_has_to_be_named():
    with pytest.raises(StackError, match="--stack NAME or --namespace NAME"):
        Target().kubectl()
