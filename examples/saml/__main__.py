"""Sign-in by SAML, letters by Mailgun, behind a Gateway."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "route": {"gateway": "public", "gateway_namespace": "gateways", "section_name": "https"},
            # A load balancer and the Gateway.
            "trust_proxy": 2,
            # Callback: https://chat.example.com/oauth/saml/callback
            "auth": {
                "saml": {
                    "entry_point": "https://id.example.com/saml/sso",
                    "issuer": "https://chat.example.com",
                    "certificate": config.require("saml-certificate"),
                    "button_label": "Sign in with Example ID",
                    "claims": {"email": "mail", "name": "displayName"},
                },
                "password": {"reset": True},
            },
            "email": {
                "from_address": "chat@example.com",
                "mailgun": {
                    "domain": "mg.example.com",
                    "host": "https://api.eu.mailgun.net",
                    "api_key": config.require_secret("mailgun-api-key"),
                },
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
