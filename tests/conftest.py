"""Settings of all tests."""

from hypothesis import HealthCheck, settings

# How long an example takes tells of the machine, which may be busy, and nothing of the code.
settings.register_profile("homelab", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homelab")
