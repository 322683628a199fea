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
                },
                "registration": {"enabled": True, "allowed_domains": ["example.com"]},
            },
            "env": {
                "OPENID_BUTTON_LABEL": "Sign in with Example ID",
                "OPENID_USE_PKCE": "true",
                # Keycloak's realm roles, which its access tokens have and its ID tokens have not.
                "OPENID_REQUIRED_ROLE": "chat",
                "OPENID_REQUIRED_ROLE_PARAMETER_PATH": "realm_access.roles",
                "OPENID_REQUIRED_ROLE_TOKEN_KIND": "access",
                "OPENID_ADMIN_ROLE": "chat-admin",
                "OPENID_ADMIN_ROLE_PARAMETER_PATH": "realm_access.roles",
                "OPENID_ADMIN_ROLE_TOKEN_KIND": "access",
                "OPENID_USE_END_SESSION_ENDPOINT": "true",
                "MIN_PASSWORD_LENGTH": "12",
                "ALLOW_PASSWORD_RESET": "true",
                "EMAIL_FROM_NAME": "Example Chat",
                # Whoever does not come back within a day signs in again.
                "REFRESH_TOKEN_EXPIRY": "1000 * 60 * 60 * 24",
            },
            # Made before anybody can reach LibreChat; the password is an output.
            "first_admin": {"email": "admin@example.com", "name": "Administrator"},
            "email": {
                "from_address": "chat@example.com",
                "smtp": {
                    "host": "smtp.example.com",
                    "username": "chat",
                    "password": config.require_secret("smtp-password"),
                },
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
pulumi.export("firstAdminPassword", workspace.first_admin_password)
