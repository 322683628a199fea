"""Settings of all tests."""

import pulumi.runtime.resource
from hypothesis import HealthCheck, settings
from pulumi.runtime.proto import source_pb2

# The duration of an example depends on the load of the machine.
settings.register_profile("homelab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homelab")

# Tests do not read source positions of resources, which take a quarter of a recording's time.
pulumi.runtime.resource._get_stack_trace = source_pb2.StackTrace  # pyright: ignore[reportPrivateUsage]
