"""What people choose from, in place of bare models: specs of one's own, then all models of the providers."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "model_specs": {
                "specs": [
                    {
                        "name": "everyday",
                        "label": "Everyday",
                        "description": "Quick answers",
                        "group": "For everyone",
                        "endpoint": "openAI",
                        "model": "gpt-5.4-mini",
                        "show_on_landing": True,
                        "conversation_starters": ["Summarize this text", "Write a reply"],
                        "preset": {"prompt_prefix": "Answer in the language of the question.", "max_tokens": 2000},
                    },
                    {
                        "name": "thinker",
                        "label": "Thinker",
                        "description": "Hard problems, with files and artifacts",
                        "group": "For everyone",
                        "endpoint": "anthropic",
                        "model": "claude-sonnet-4-6",
                        "file_search": True,
                        "artifacts": True,
                        "preset": {"thinking": True, "thinking_budget": 8000},
                    },
                ],
                "from_providers": True,
                "groups": [{"name": "For everyone", "icon": "https://chat.example.com/assets/logo.svg"}],
                "default": "everyday",
                # Nothing but these, and as they are.
                "enforce": True,
            },
        },
        "openai": {
            "api_key": config.require_secret("openai-api-key"),
            "models": ["gpt-5.4", "gpt-5.4-mini"],
        },
        "anthropic": {
            "api_key": config.require_secret("anthropic-api-key"),
            "models": ["claude-sonnet-4-6", "claude-haiku-4-5"],
        },
    },
)
