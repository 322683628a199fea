"""Programs that read environment variables."""

from enum import StrEnum


class Reader(StrEnum):
    """Program that reads the variables of its container."""

    LIBRECHAT = "LibreChat"
    RAG_API = "the RAG API"
