"""What people may do, how much of it, and for how long it is kept."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            # People verify their addresses, as there is email.
            "registration": {"enabled": True},
            "email": {
                "from_address": "chat@example.com",
                "service": {
                    "name": "SendGrid",
                    "username": "apikey",
                    "password": config.require_secret("email-service-password"),
                },
            },
            "limits": {
                "upload_megabytes": 50,
                "avatar_megabytes": 2,
                "file_uploads": {"user_max": 20, "user_window_minutes": 60},
                "messages": {"user_max": 30, "user_window_minutes": 1},
                "concurrent_messages": 2,
                "logins": {"max": 5, "window_minutes": 10},
                "bans": {"duration_minutes": 60, "interval": 10, "scores": {"login": 2}},
                "moderation": {"api_key": config.require_secret("moderation-api-key")},
            },
            "balance": {
                "start_balance": 500_000,
                "auto_refill": {"amount": 500_000, "interval_value": 1, "interval_unit": "months"},
            },
            "turnstile": {"site_key": "0x4AAAAAAAexample", "size": "flexible"},
            "pii_filter": {
                "starter_patterns": ["sk_prefix", "bearer_header"],
                "custom_patterns": [
                    {"id": "iban", "label": "Bank account", "regex": "[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){4,7}"}
                ],
            },
            "interface": {
                "custom_welcome": "Welcome to Example Chat",
                "privacy_policy": {"external_url": "https://www.example.com/privacy"},
                "terms_of_service": {
                    "external_url": "https://www.example.com/terms",
                    "modal_acceptance": True,
                    "modal_title": "Terms of use",
                    "modal_content": "Answers can be wrong. **Check them.**",
                },
                # Temporary chats go after a day, all others after half a year.
                "retention_mode": "all",
                "temporary_chat_hours": 24,
                "general_chat_hours": 4380,
                "shared_links": {"share": True, "public": False},
                "people_picker": {"users": True},
                "prompts": {"share": True},
                "schedules": {"max_per_user": 5, "min_interval_minutes": 60},
                "context_cost": True,
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
