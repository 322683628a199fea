"""RAG API: the server, and who makes its embeddings."""
