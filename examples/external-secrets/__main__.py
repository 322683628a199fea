"""Every secret in Vault, at one path: Pulumi generates no password and knows none."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "external_secrets": {
            # It exists already, and says where Vault is and how the operator signs in.
            "store": {"name": "vault", "kind": "ClusterSecretStore"},
            "key": "ai/chat",
            "secrets": {
                # Other teams' values are elsewhere.
                "providers": {"key": "platform/providers"},
                "sign-in": {"values": {"client-secret": {"key": "identity/clients", "property": "chat"}}},
            },
            "refresh": "15m",
            "reloader": True,
        },
        "librechat": {
            "domain": "chat.example.com",
            "auth": {
                "openid": {
                    "issuer": "https://id.example.com/realms/people",
                    "client_id": "chat",
                    "client_secret_secret": {"name": "sign-in", "key": "client-secret"},
                }
            },
        },
        "openai": {"api_key_secret": {"name": "providers", "key": "OPENAI_API_KEY"}},
    },
)
