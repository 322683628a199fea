"""A model that costs nothing, for load tests."""

from homelab.components.fake_model.component import FakeModel, connection_of

__all__ = ["FakeModel", "connection_of"]
