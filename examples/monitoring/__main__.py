"""Metrics, alerts, dashboards and traces, for Prometheus' operator."""

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
        "monitoring": {
            # Those of the chart kube-prometheus-stack with the release name of its documentation.
            "prometheus": {
                "namespace_labels": {"kubernetes.io/metadata.name": "monitoring"},
                "pod_labels": {"app.kubernetes.io/name": "prometheus"},
            },
            "service_monitors": {"labels": {"release": "kube-prometheus-stack"}, "interval": "30s"},
            "rules": {
                "prometheus_rule": True,
                "labels": {"release": "kube-prometheus-stack"},
                "runbooks": "https://docs.example.com/homelab/runbooks",
                "thresholds": {"LibreChatFirstTokenSlow": 30},
            },
            "dashboards": {"labels": {"grafana_dashboard": "1"}},
            "logs": {"level": "warn"},
            "traces": {
                "endpoint": "http://collector.observability.svc.cluster.local:4318",
                "sampling": 0.05,
                "headers": config.require_secret("otlp-headers"),
            },
        },
    },
)
