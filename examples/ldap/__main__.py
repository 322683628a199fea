"""Sign-in with the passwords of a directory, in place of LibreChat's own."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "auth": {
                "ldap": {
                    "url": "ldaps://ldap.example.com",
                    "user_search_base": "ou=people,dc=example,dc=com",
                    "bind_dn": "cn=librechat,ou=services,dc=example,dc=com",
                    "bind_credentials": config.require_secret("ldap-bind-credentials"),
                },
            },
            "env": {
                "LDAP_SEARCH_FILTER": "(uid={{username}})",
                "LDAP_LOGIN_USES_USERNAME": "true",
                "LDAP_ID": "uid",
                "LDAP_USERNAME": "uid",
                "LDAP_FULL_NAME": "givenName,sn",
            },
        },
        "openai": {"api_key": config.require_secret("openai-api-key")},
    },
)
