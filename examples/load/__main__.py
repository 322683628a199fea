"""A staging workspace for load tests: two replicas, a model that costs nothing, and limits that are not in the way.

homelab load https://chat.staging.example.com --stack staging --accounts accounts.csv
"""

from homelab import AIWorkspace

FAKE_MODEL = "http://ai-workspace-fake-model.ai-staging.svc.cluster.local:8000/v1"
AIWorkspace(
    "ai-workspace",
    {
        "namespace": "ai-staging",
        "retain": False,
        "load": {"fake_model": True},
        "librechat": {
            "domain": "chat.staging.example.com",
            "replicas": 2,
            "ingress": {
                "class_name": "nginx",
                "controller_namespace": "ingress-nginx",
                "tls": {"cluster_issuer": "letsencrypt"},
            },
            "storage": {"local": {"access_mode": "ReadWriteMany"}},
            # All of a load test comes from one address.
            "env": {"BAN_VIOLATIONS": "false", "LOGIN_MAX": "100"},
        },
        # The same server makes the vectors of files.
        "rag": {
            "embeddings": {"provider": "openai"},
            "env": {"RAG_OPENAI_BASEURL": FAKE_MODEL},
            "secret_env": {"RAG_OPENAI_API_KEY": "none"},
        },
    },
)
