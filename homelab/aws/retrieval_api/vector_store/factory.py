"""The vector store of a kind."""

from homelab.aws.retrieval_api.args import StoreArgs
from homelab.aws.retrieval_api.function.settings import StoreKind
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import Roles
from homelab.aws.retrieval_api.vector_store.base import VectorStore
from homelab.aws.retrieval_api.vector_store.domain import create_domain
from homelab.aws.retrieval_api.vector_store.s3_vectors import create_s3_vectors
from homelab.aws.retrieval_api.vector_store.serverless import create_serverless


def create_vector_store(args: StoreArgs, place: Placement, *, dimensions: int, roles: Roles) -> VectorStore:
    """Create the store.

    :param roles: Roles of the functions, to which alone the store answers.
    """
    match args.get("kind", StoreKind.S3_VECTORS):
        case StoreKind.DOMAIN:
            return create_domain(args, place, roles)
        case StoreKind.SERVERLESS:
            return create_serverless(args, place, roles)
        case _:
            return create_s3_vectors(place, dimensions)
