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
            "web_search": {
                "provider": "tavily",
                "scraper": "firecrawl",
                "reranker": "none",
                "tavily": {"api_key": config.require_secret("tavily-api-key")},
                "firecrawl": {"api_key": config.require_secret("firecrawl-cloud-api-key")},
            },
            # The rest in LibreChat's own words. ${NAME} is a variable of secret_env below.
            "config": {
                "mcpServers": {
                    "github": {
                        "type": "streamable-http",
                        "url": "https://api.githubcopilot.com/mcp/",
                        "apiKey": {"source": "admin", "key": "${GITHUB_MCP_KEY}", "authorization_type": "bearer"},
                        "serverInstructions": True,
                    },
                    "tickets": {
                        "type": "streamable-http",
                        # A server in another namespace: the network policy and mcpSettings.allowedAddresses follow.
                        "url": "http://tickets.tools.svc.cluster.local:8080/mcp",
                        "headers": {"Authorization": "Bearer ${TICKETS_TOKEN}", "X-User": "{{LIBRECHAT_USER_EMAIL}}"},
                        "timeout": 60000,
                    },
                    "calendar": {
                        "type": "sse",
                        "url": "https://calendar.example.com/sse",
                        # Each person signs in.
                        "requiresOAuth": True,
                        "oauth": {
                            "client_id": "librechat",
                            "client_secret": "${CALENDAR_CLIENT_SECRET}",
                            "authorization_url": "https://id.example.com/authorize",
                            "token_url": "https://id.example.com/token",
                            "scope": "calendar.read",
                        },
                        "startup": False,
                    },
                    "time": {
                        "type": "stdio",
                        "command": "npx",
                        "args": ["-y", "@mcpcentral/mcp-time@0.0.4"],
                        "chatMenu": False,
                    },
                },
                # Beside these, people can add servers below example.com alone.
                "mcpSettings": {"allowedDomains": ["*.example.com"]},
                "actions": {"allowedDomains": ["api.example.com", "*.intranet.example.com"]},
                "endpoints": {
                    "agents": {
                        "recursionLimit": 40,
                        "maxRecursionLimit": 100,
                        "allowedProviders": ["openAI", "anthropic"],
                        "toolApproval": {"enabled": True, "mode": "dontAsk", "ask": ["mcp:tickets:*"]},
                    },
                    "assistants": {"privateAssistants": True},
                },
                "memory": {
                    "personalize": True,
                    "validKeys": ["preferences", "work", "people"],
                    "tokenLimit": 2000,
                    "agent": {"enabled": True, "provider": "openAI", "model": "gpt-5.4-mini"},
                },
                "summarization": {
                    "enabled": True,
                    "provider": "openAI",
                    "model": "gpt-5.4-mini",
                    "trigger": {"type": "token_ratio", "value": 0.8},
                },
                "filteredTools": ["dalle", "stable-diffusion"],
                "interface": {"agents": {"share": True}, "marketplace": {"use": True}, "mcpServers": {"create": True}},
            },
            "env": {
                "LIBRECHAT_CODE_BASEURL": "http://code.tools.svc.cluster.local:3112",
                "CODEAPI_JWT_ENABLED": "true",
                "LANGFUSE_PUBLIC_KEY": "pk-lf-00000000-0000-0000-0000-000000000000",
                "LANGFUSE_BASE_URL": "https://cloud.langfuse.com",
                "LANGFUSE_SAMPLE_RATE": "0.1",
            },
            "secret_env": {
                "GITHUB_MCP_KEY": config.require_secret("mcp-github-api-key"),
                "TICKETS_TOKEN": config.require_secret("tickets-token"),
                "CALENDAR_CLIENT_SECRET": config.require_secret("mcp-calendar-client-secret"),
                "ASSISTANTS_API_KEY": config.require_secret("assistants-api-key"),
                "CODEAPI_JWT_PRIVATE_KEY": config.require_secret("code-interpreter-private-key"),
                "LANGFUSE_SECRET_KEY": config.require_secret("langfuse-secret-key"),
            },
        },
        "openai": {
            "api_key": config.require_secret("openai-api-key"),
            "models": ["gpt-5.4", "gpt-5.4-mini"],
        },
        "anthropic": {"api_key": config.require_secret("anthropic-api-key")},
    },
)
