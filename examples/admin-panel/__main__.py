"""LibreChat's admin panel at a domain of its own, for administrators who sign in by OpenID Connect."""

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
            "auth": {
                # Redirect URIs at the provider: https://chat.example.com/oauth/openid/callback, and for the panel
                # https://chat.example.com/api/admin/oauth/openid/callback.
                "openid": {
                    "issuer": "https://id.example.com/realms/staff",
                    "client_id": "chat",
                    "client_secret": config.require_secret("openid-client-secret"),
                },
            },
            "env": {
                # Of a provider that adds groups to ID tokens; in Keycloak, by a mapper "Group Membership".
                "OPENID_ADMIN_ROLE": "chat-admins",
                "OPENID_ADMIN_ROLE_PARAMETER_PATH": "groups",
                "OPENID_ADMIN_ROLE_TOKEN_KIND": "id",
            },
        },
        "admin_panel": {
            "domain": "admin.chat.example.com",
            "ingress": {
                "class_name": "nginx",
                "annotations": {"nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"},
                "tls": {"cluster_issuer": "letsencrypt"},
            },
            "sso_only": True,
            "session_idle": 15,
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
pulumi.export("adminPanelUrl", workspace.admin_panel.url)
