"""What people write with the type of librechat.yaml: checkers accept all of it."""

import pulumi

from homelab.librechat_config.types import LibreChatConfig
from homelab.librechat_config.types.generated import EndpointsCustom, McpServersStreamableHttp

host = pulumi.Output.secret("vllm.example.com")
models: list[str] = ["llama-3.3-70b", "gemma-3"]

groq: EndpointsCustom = {
    "name": "Groq",
    "apiKey": "${GROQ_API_KEY}",
    "baseURL": pulumi.Output.concat("https://", host, "/v1"),
    "models": {"default": ["llama-3.3-70b", {"name": "gemma-3"}], "fetch": True},
    "addParams": {"stop": ["a"], "nested": {"b": 1}},
}
documents: McpServersStreamableHttp = {"type": "streamable-http", "url": "https://mcp.example.com"}

config: LibreChatConfig = {
    "imageOutputType": "png",
    "registration": {"socialLogins": ["google"]},
    "interface": {"prompts": {"use": True, "share": False}, "agents": True, "customWelcome": host},
    "endpoints": {
        "openAI": {"titleModel": "gpt-4o-mini", "streamRate": 25},
        "bedrock": {"availableRegions": ["us-east-1"], "models": models},
        "custom": [groq, {"name": "vLLM", "models": {"default": models}}],
    },
    "mcpServers": {
        "documents": documents,
        "files": {"command": "npx", "args": ["-y", "server"], "env": {"TOKEN": host}},
        "other": {"url": host},
    },
    "memory": {"agent": {"enabled": True, "provider": "openAI", "model": "gpt-4o"}},
    "fileConfig": {"endpoints": {"default": {"fileLimit": 10, "supportedMimeTypes": ["image/.*"]}}},
    "modelSpecs": {"list": [{"name": "a", "label": "A", "preset": {"endpoint": "openAI", "model": "gpt-4o"}}]},
    "includedTools": None,
}
