"""Settings of all tests."""

import asyncio

import pulumi.runtime.resource
import pytest
from hypothesis import HealthCheck, settings
from pulumi.runtime.proto import source_pb2

# The duration of an example depends on the load of the machine.
settings.register_profile("homelab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homelab")

# Tests do not read source positions of resources, which take a quarter of a recording's time.
pulumi.runtime.resource._get_stack_trace = source_pb2.StackTrace  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(autouse=True)
def event_loop_for_outputs() -> None:
    """A current event loop, to create an Output outside of a program; `asyncio.run` leaves none behind."""
    try:
        asyncio.get_event_loop()
    except RuntimeError:
        asyncio.set_event_loop(asyncio.new_event_loop())
