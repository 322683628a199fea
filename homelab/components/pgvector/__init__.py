"""PgVector: Postgres with pgvector."""

from homelab.components.pgvector.args import PgVectorArgs, PgVectorServerArgs
from homelab.components.pgvector.component import INIT_SCRIPT, PgVector

__all__ = ["INIT_SCRIPT", "PgVector", "PgVectorArgs", "PgVectorServerArgs"]
