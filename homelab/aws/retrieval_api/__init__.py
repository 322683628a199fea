"""Retrieval API: documents in, answers out, without servers."""
