"""Scripts that run beside the workspace's programs."""

from pathlib import Path


def librechat_script() -> str:
    """Script for a pod of LibreChat."""
    return _script("librechat.cjs")


def rag_api_script() -> str:
    """Script for a pod of the RAG API."""
    return _script("rag_api.py")


def _script(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
