"""The store that the settings name. Each is imported once it is needed: their clients take time to load."""

from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Store


def create_store(settings: Settings) -> Store:
    """The store of a deployed function, which is not asked anything yet.

    :raises ValueError: It is one for this machine.
    """
    if settings.store is StoreKind.S3_VECTORS:
        from homelab.aws.retrieval_api.function.stores.s3_vectors import S3VectorsStore

        return S3VectorsStore(settings)
    if settings.store in {StoreKind.DOMAIN, StoreKind.SERVERLESS}:
        from homelab.aws.retrieval_api.function.stores.opensearch import OpenSearchStore

        return OpenSearchStore(settings)
    raise ValueError(f"the function in AWS has no store {settings.store.value!r}")
