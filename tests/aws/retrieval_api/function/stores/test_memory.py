import pytest

from homelab.aws.retrieval_api.function.stores.memory import MemoryStore
from tests.aws.retrieval_api.function.stores.contract import StoreContract


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


class TestMemoryStore(StoreContract):
    """Memory does what every store does."""
