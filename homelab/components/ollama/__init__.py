"""Ollama: the server and its models."""
