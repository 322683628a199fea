"""Model providers: each module has the arguments of one, and what LibreChat is told of it."""

from homelab.librechat_config.endpoints.anthropic import AnthropicArgs
from homelab.librechat_config.endpoints.azure_openai_args import AzureOpenAIArgs
from homelab.librechat_config.endpoints.bedrock_args import BedrockArgs
from homelab.librechat_config.endpoints.custom import CustomEndpointArgs
from homelab.librechat_config.endpoints.google import GoogleArgs
from homelab.librechat_config.endpoints.offered import contradictions, offered_models
from homelab.librechat_config.endpoints.ollama import OllamaEndpointArgs
from homelab.librechat_config.endpoints.openai import OpenAIArgs
from homelab.librechat_config.endpoints.openrouter import OpenRouterArgs

__all__ = [
    "AnthropicArgs",
    "AzureOpenAIArgs",
    "BedrockArgs",
    "CustomEndpointArgs",
    "GoogleArgs",
    "OllamaEndpointArgs",
    "OpenAIArgs",
    "OpenRouterArgs",
    "contradictions",
    "offered_models",
]
