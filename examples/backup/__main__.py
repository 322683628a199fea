"""Nightly encrypted snapshots, rehearsed every month."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        "librechat": {
            "domain": "chat.example.com",
            "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "letsencrypt"}},
        },
        "openai": {"user_provided": True},
        "backup": {
            "schedule": "17 2 * * *",
            "time_zone": "Europe/Berlin",
            "repository": {
                "s3": {
                    "endpoint": "https://s3.example.com",
                    "bucket": "chat-backups",
                    "prefix": "ai",
                    "access_key": "backup",
                    "secret_key": config.require_secret("s3-secret-key"),
                }
            },
            # Keep it outside of the cluster and of this stack as well: without it nobody reads a snapshot.
            "password": config.require_secret("backup-password"),
            # Of `age-keygen -o backup-key.txt`, whose file stays outside of the cluster, too.
            "keys": {"recipients": ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]},
            "retention": {"daily": 7, "weekly": 5, "monthly": 12},
            "verify": {"day": "sunday", "share": "5%"},
            "rehearsal": {"schedule": "37 4 1 * *"},
            "volume_snapshots": {"class_name": "csi-snapshots", "names": ["before-0-2-0"]},
            "velero": {"schedule": "47 1 * * *", "ttl": "720h"},
        },
    },
)
