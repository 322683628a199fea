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
            "auth": {"registration": {"enabled": True}},
            "email": {"from_address": "chat@example.com"},
            "files": {"upload_megabytes": 50},
            "config": {
                "fileConfig": {"avatarSizeLimit": 2},
                "rateLimits": {"fileUploads": {"userMax": 20, "userWindowInMinutes": 60}},
                "balance": {
                    "enabled": True,
                    "startBalance": 500_000,
                    "autoRefillEnabled": True,
                    "refillAmount": 500_000,
                    "refillIntervalValue": 1,
                    "refillIntervalUnit": "months",
                },
                "turnstile": {"siteKey": "0x4AAAAAAAexample", "options": {"language": "auto", "size": "flexible"}},
                "messageFilter": {
                    "pii": {
                        "starterPatterns": ["sk_prefix", "bearer_header"],
                        "customPatterns": [
                            {"id": "iban", "label": "Bank account", "regex": "[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){4,7}"}
                        ],
                    }
                },
                "interface": {
                    "customWelcome": "Welcome to Example Chat",
                    "privacyPolicy": {"externalUrl": "https://www.example.com/privacy", "openNewTab": True},
                    "termsOfService": {
                        "externalUrl": "https://www.example.com/terms",
                        "openNewTab": True,
                        "modalAcceptance": True,
                        "modalTitle": "Terms of use",
                        "modalContent": "Answers can be wrong. **Check them.**",
                    },
                    # Temporary chats go after a day, all others after half a year.
                    "retentionMode": "all",
                    "temporaryChatRetention": 24,
                    "generalChatRetention": 4380,
                    "sharedLinks": {"create": True, "share": True, "public": False},
                    "peoplePicker": {"users": True, "groups": False, "roles": False},
                    "prompts": {"use": True, "create": True, "share": True, "public": False},
                    "schedules": {"use": True, "create": True, "maxPerUser": 5, "minIntervalMinutes": 60},
                    "contextCost": True,
                },
            },
            "env": {
                "EMAIL_SERVICE": "SendGrid",
                "EMAIL_USERNAME": "apikey",
                "LIMIT_MESSAGE_USER": "true",
                "MESSAGE_USER_MAX": "30",
                "MESSAGE_USER_WINDOW": "1",
                "LIMIT_CONCURRENT_MESSAGES": "true",
                "CONCURRENT_MESSAGE_MAX": "2",
                "LOGIN_MAX": "5",
                "LOGIN_WINDOW": "10",
                "BAN_VIOLATIONS": "true",
                "BAN_DURATION": "1000 * 60 * 60",
                "BAN_INTERVAL": "10",
                "VIOLATION_SCORE_TTL": "1000 * 60 * 60",
                "LOGIN_VIOLATION_SCORE": "2",
                "OPENAI_MODERATION": "true",
            },
            "secret_env": {
                "EMAIL_PASSWORD": config.require_secret("email-service-password"),
                "OPENAI_MODERATION_API_KEY": config.require_secret("moderation-api-key"),
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
