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
                },
            },
            "env": {
                "SAML_BUTTON_LABEL": "Sign in with Example ID",
                "SAML_EMAIL_CLAIM": "mail",
                "SAML_NAME_CLAIM": "displayName",
                "ALLOW_PASSWORD_RESET": "true",
                "MAILGUN_HOST": "https://api.eu.mailgun.net",
            },
            "email": {
                "from_address": "chat@example.com",
                "mailgun": {
                    "domain": "mg.example.com",
                    "api_key": config.require_secret("mailgun-api-key"),
                },
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
