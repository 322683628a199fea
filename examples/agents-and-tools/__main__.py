"""Agents with tools: MCP servers, actions, code, memory and web search, traced in Langfuse; OpenAI's assistants."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "mcp_servers": [
                {
                    "name": "github",
                    "type": "streamable-http",
                    "url": "https://api.githubcopilot.com/mcp/",
                    "api_key": {"key": config.require_secret("mcp-github-api-key"), "authorization_type": "bearer"},
                    "server_instructions": True,
                },
                {
                    "name": "tickets",
                    "type": "streamable-http",
                    "url": "http://tickets.tools.svc.cluster.local:8080/mcp",
                    # ${TOKEN} is a secret of the workspace; what stands in {{ }} differs from person to person.
                    "headers": {"Authorization": "Bearer ${TOKEN}", "X-User": "{{LIBRECHAT_USER_EMAIL}}"},
                    "secrets": {"TOKEN": config.require_secret("tickets-token")},
                    "timeout_seconds": 60,
                },
                {
                    "name": "calendar",
                    "type": "sse",
                    "url": "https://calendar.example.com/sse",
                    # Each person signs in.
                    "requires_oauth": True,
                    "oauth": {
                        "client_id": "librechat",
                        "client_secret": config.require_secret("mcp-calendar-client-secret"),
                        "authorization_url": "https://id.example.com/authorize",
                        "token_url": "https://id.example.com/token",
                        "scope": "calendar.read",
                    },
                    "startup": False,
                },
                {
                    "name": "time",
                    "type": "stdio",
                    "command": "npx",
                    "args": ["-y", "@mcpcentral/mcp-time@0.0.4"],
                    "chat_menu": False,
                },
            ],
            # Beside these, people can add servers below example.com alone.
            "mcp_settings": {"allowed_domains": ["*.example.com"]},
            "agents": {
                "recursion_limit": 40,
                "max_recursion_limit": 100,
                "allowed_providers": ["openAI", "anthropic"],
                "tool_approval": {"mode": "dontAsk", "ask": ["mcp:tickets:*"]},
            },
            "actions": {"allowed_domains": ["api.example.com", "*.intranet.example.com"]},
            "assistants": {
                "api_key": config.require_secret("assistants-api-key"),
                "private_assistants": True,
            },
            "code_interpreter": {
                "base_url": "http://code.tools.svc.cluster.local:3112",
                "jwt": {"private_key": config.require_secret("code-interpreter-private-key")},
            },
            "memory": {
                "valid_keys": ["preferences", "work", "people"],
                "token_limit": 2000,
                "agent": {"provider": "openAI", "model": "gpt-5.4-mini"},
            },
            "summarization": {
                "provider": "openAI",
                "model": "gpt-5.4-mini",
                "trigger": {"type": "token_ratio", "value": 0.8},
            },
            "tools": {"filtered": ["dalle", "stable-diffusion"]},
            "web_search": {
                "provider": "tavily",
                "scraper": "firecrawl",
                "reranker": "none",
                "tavily": {"api_key": config.require_secret("tavily-api-key")},
                "firecrawl": {"api_key": config.require_secret("firecrawl-cloud-api-key")},
            },
            "langfuse": {
                "public_key": "pk-lf-00000000-0000-0000-0000-000000000000",
                "secret_key": config.require_secret("langfuse-secret-key"),
                "base_url": "https://cloud.langfuse.com",
                "sample_rate": 0.1,
            },
            "interface": {"agents": {"share": True}, "marketplace": True, "mcp_servers": {"create": True}},
        },
        "openai": {
            "api_key": config.require_secret("openai-api-key"),
            "models": ["gpt-5.4", "gpt-5.4-mini"],
        },
        "anthropic": {"api_key": config.require_secret("anthropic-api-key")},
    },
)
