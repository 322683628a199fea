"""Ollama: the server and its models."""

from homelab.components.ollama.args import OllamaArgs, OllamaServerArgs
from homelab.components.ollama.component import Ollama, connection_of

__all__ = ["Ollama", "OllamaArgs", "OllamaServerArgs", "connection_of"]
