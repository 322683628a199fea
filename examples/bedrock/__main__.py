"""Amazon Bedrock on EKS, with everything that AWS can keep: S3, DocumentDB, RDS, ElastiCache. No key is stored."""

import pulumi

from homelab import AIWorkspace

config = pulumi.Config()
# Amazon's certificates: https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem
certificates = config.require("aws-certificates")

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        # NodeLocal DNSCache, which nodes of EKS answer with at the address of the DNS's Service.
        "network": {"dns": {"addresses": ["eks"]}},
        "librechat": {
            "domain": "chat.example.com",
            "replicas": 2,
            "stt": {"implementation": "none"},
            "tts": {"implementation": "none"},
            "storage": {
                "type": "s3",
                "s3": {"bucket": "example-chat-files", "region": "eu-central-1"},
                # The role opens the bucket and Bedrock.
                "service_account": {
                    "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/librechat"}
                },
            },
            # What people choose from: the models below, in their order, the first one to start with. LibreChat goes on
            # to none by itself when one fails; an inference profile across regions does, to another region.
            "model_specs": {"from_providers": True, "enforce": True},
            "config": {
                "endpoints": {
                    "bedrock": {
                        "titleModel": "team-haiku",
                        # An application inference profile of the team's own, which its costs are booked on.
                        "inferenceProfiles": {
                            "team-haiku": "arn:aws:bedrock:eu-central-1:123456789012:"
                            "application-inference-profile/a1b2c3d4e5f6"
                        },
                        "guardrailConfig": {
                            "guardrailIdentifier": "gr1a2b3c4d5e",
                            "guardrailVersion": "3",
                            "trace": "enabled",
                        },
                    }
                }
            },
            # Internal by default. The certificate is the one that ACM has for the domain.
            "ingress": {
                "class_name": "alb",
                "controller": "alb",
                "annotations": {"alb.ingress.kubernetes.io/scheme": "internet-facing"},
                "tls": {"enabled": True},
            },
        },
        "bedrock": {
            "region": "eu-central-1",
            "models": ["eu.anthropic.claude-sonnet-4-6", "team-haiku", "amazon.nova-pro-v1:0"],
        },
        "rag": {
            "embeddings": {"provider": "bedrock", "model": "amazon.titan-embed-text-v2:0"},
            "service_account": {
                "annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/rag-api"}
            },
        },
        # The connection string has retryWrites=false in it, which Amazon DocumentDB wants.
        "documentdb": {
            "engine": "external",
            "external": {
                "uri_secret": {"name": "documentdb", "key": "uri"},
                # Amazon's; without it, policies also open the ports of Atlas.
                "port": 27017,
                "ca_pem": certificates,
            },
        },
        "pgvector": {
            "external": {
                "host": "rag.c1a2b3.eu-central-1.rds.amazonaws.com",
                "password_secret": {"name": "rds", "key": "password"},
                "sslmode": "verify-full",
                "ca_pem": certificates,
            }
        },
        "valkey": {
            "external": {
                "uri": "rediss://chat-a1b2c3.serverless.euc1.cache.amazonaws.com:6379",
                "username": "librechat",
                "password_secret": {"name": "elasticache", "key": "password"},
                "cluster": True,
                "cluster_safe_delete": True,
                "alternative_dns_lookup": True,
            }
        },
    },
)
