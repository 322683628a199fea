"""Corporate network: a proxy for the internet, private addresses, and a load balancer."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "proxy": {
            "url": "http://chat@proxy.example.com:3128",
            "password": config.require_secret("proxy-password"),
            "no_proxy": [".example.com"],
        },
        "network": {
            # DNS that is not in kube-system. Routers and monitoring may connect in addition to the load balancer.
            "dns": {"namespace": "openshift-dns", "port": 5353},
            "allow_from": [
                {"namespace_labels": {"policy-group.network.openshift.io/ingress": ""}},
                {
                    "namespace_labels": {"kubernetes.io/metadata.name": "monitoring"},
                    "pod_labels": {"app.kubernetes.io/name": "prometheus"},
                },
            ],
        },
        "librechat": {
            "domain": "chat.example.com",
            "service": {
                "type": "LoadBalancer",
                "annotations": {
                    "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:eu-central-1:123456789012:a",
                    "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "https",
                },
            },
            "allow_to": ["10.20.0.0/16"],
            # Secrets of an installation with the official chart.
            "env_from": {
                "variables": {
                    "CREDS_KEY": {"name": "librechat-credentials-env", "key": "CREDS_KEY"},
                    "CREDS_IV": {"name": "librechat-credentials-env", "key": "CREDS_IV"},
                    "JWT_SECRET": {"name": "librechat-credentials-env", "key": "JWT_SECRET"},
                    "JWT_REFRESH_SECRET": {"name": "librechat-credentials-env", "key": "JWT_REFRESH_SECRET"},
                    "MEILI_MASTER_KEY": {"name": "librechat-credentials-env", "key": "MEILI_MASTER_KEY"},
                }
            },
        },
        "custom_endpoints": [
            {
                "name": "Gateway",
                "base_url": "https://llm.example.com/v1",
                "api_key": config.require_secret("gateway-api-key"),
                "models": ["house-model"],
            }
        ],
        # The connection string contains all members of a replica set.
        "documentdb": {"external": {"uri": config.require_secret("mongo-uri")}},
        "valkey": {"external": {"uri": "rediss://cache-1.example.com:6379,rediss://cache-2.example.com:6379"}},
    },
)
