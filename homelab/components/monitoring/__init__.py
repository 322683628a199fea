"""Monitoring: metrics, alerts, dashboards, logs and traces."""
