"""Sign-in by OpenID Connect with roles, beside accounts with email and password, verified and reset by email."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
workspace = AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
            # Callback: https://chat.example.com/oauth/openid/callback
            "auth": {
                "openid": {
                    "issuer": "https://id.example.com/realms/company",
                    "client_id": "librechat",
                    "client_secret": config.require_secret("openid-client-secret"),
                    "button_label": "Sign in with Example ID",
                    "use_pkce": True,
                    "required_role": {"roles": ["chat"], "parameter_path": "realm_access.roles"},
                    "admin_role": {"role": "chat-admin", "parameter_path": "realm_access.roles"},
                    "use_end_session_endpoint": True,
                },
                "password": {"min_length": 12, "reset": True},
            },
            "registration": {"enabled": True, "allowed_domains": ["example.com"]},
            # Made before anybody can reach LibreChat; the password is an output.
            "first_admin": {"email": "admin@example.com", "name": "Administrator"},
            "email": {
                "from_address": "chat@example.com",
                "from_name": "Example Chat",
                "smtp": {
                    "host": "smtp.example.com",
                    "username": "chat",
                    "password": config.require_secret("smtp-password"),
                },
            },
            "session": {"expiry_minutes": 15, "refresh_days": 1},
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
pulumi.export("firstAdminPassword", workspace.first_admin_password)
