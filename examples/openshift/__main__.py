"""On OpenShift, watched by Datadog and Reloader, spread over zones."""

from homelab import AIWorkspace

AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai",
        # Users and groups are the project's own, and OpenShift's router and DNS are let through.
        "openshift": True,
        "librechat": {
            "domain": "chat.apps.example.com",
            # OpenShift makes a Route of it.
            "ingress": {"class_name": "openshift-default", "tls": {"secret_name": "chat-tls"}},
        },
        "pods": {
            "all": {
                "annotations": {"reloader.stakater.com/auto": "true"},
                "labels": {"tags.datadoghq.com/env": "production"},
                "priority_class": "business",
                "host_aliases": [{"ip": "10.0.0.5", "hostnames": ["llm.internal"]}],
                "dns_config": {"options": [{"name": "ndots", "value": "2"}]},
            },
            "librechat": {
                "topology_spread": [
                    {
                        "maxSkew": 1,
                        "topologyKey": "topology.kubernetes.io/zone",
                        "whenUnsatisfiable": "ScheduleAnyway",
                    }
                ],
                "init_containers": [
                    {
                        "name": "wait-for-models",
                        "image": "docker.io/library/busybox:1.37.0",
                        "command": ["sh", "-c", "until nc -z llm.internal 8000; do sleep 2; done"],
                    }
                ],
            },
            "documentdb": {
                "affinity": {
                    "nodeAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": {
                            "nodeSelectorTerms": [
                                {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}
                            ]
                        }
                    }
                }
            },
        },
        # A small installation: one replica, whose sessions end with it, and no search over conversations.
        "meilisearch": {"enabled": False},
        "valkey": {"enabled": False},
        # Memory follows the limit, unless settings say otherwise.
        "documentdb": {"resources": {"limits": {"memory": "4Gi"}}, "settings": {"work_mem": "32MB"}},
        "pgvector": {"storage": {"existing_claim": "vectors"}, "settings": {"max_connections": "50"}},
        "rag": {"embeddings": {"provider": "huggingface"}},
        "custom_endpoints": [
            {"name": "House", "base_url": "http://llm.internal:8000/v1", "keyless": True, "models": ["house"]}
        ],
    },
)
