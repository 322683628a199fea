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
            # All models of the providers below follow; and people can use nothing but these, as they are.
            "model_specs": {"from_providers": True, "enforce": True},
            "config": {
                "modelSpecs": {
                    "list": [
                        {
                            "name": "everyday",
                            "label": "Everyday",
                            "default": True,
                            "description": "Quick answers",
                            "group": "For everyone",
                            "groupIcon": "https://chat.example.com/assets/logo.svg",
                            "showOnLanding": True,
                            "conversation_starters": ["Summarize this text", "Write a reply"],
                            "preset": {
                                "endpoint": "openAI",
                                "model": "gpt-5.4-mini",
                                "promptPrefix": "Answer in the language of the question.",
                                "max_tokens": 2000,
                            },
                        },
                        {
                            "name": "thinker",
                            "label": "Thinker",
                            "description": "Hard problems, with files and artifacts",
                            "group": "For everyone",
                            "fileSearch": True,
                            "artifacts": True,
                            "preset": {
                                "endpoint": "anthropic",
                                "model": "claude-sonnet-4-6",
                                "thinking": True,
                                "thinkingBudget": 8000,
                            },
                        },
                    ]
                }
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
