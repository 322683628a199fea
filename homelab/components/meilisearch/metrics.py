"""Metrics of Meilisearch: a key that opens nothing but them, which a Job creates."""

import hashlib
import hmac

import pulumi

from homelab import images
from homelab.components.meilisearch.args import MeilisearchArgs
from homelab.components.monitoring.component_args import ComponentMonitoringArgs, LogLevel
from homelab.components.monitoring.exporters import RESOURCES
from homelab.components.monitoring.metrics import Metrics
from homelab.kubernetes import (
    Application,
    SecretReference,
    apply,
    container,
    create_job,
    create_network_policy,
    create_secret_value,
    pods,
)

KEY_ID = "b6a1b1d0-6d57-4c0e-9f52-2d3a1e8c7f44"
DEADLINE = 1200
"""Seconds in which the server has to start; an upgrade of its indexes takes its time."""
SCRIPT = f"""\
import json, os, sys, time, urllib.error, urllib.request

key = {{"uid": "{KEY_ID}", "name": "metrics", "actions": ["metrics.get"], "indexes": ["*"], "expiresAt": None}}
headers = {{"Authorization": "Bearer " + os.environ["MEILI_MASTER_KEY"], "Content-Type": "application/json"}}
request = urllib.request.Request(os.environ["MEILI_URL"] + "/keys", json.dumps(key).encode(), headers)
while True:
    try:
        urllib.request.urlopen(request, timeout=10).close()
        sys.exit(0)
    except urllib.error.HTTPError as error:
        # 409: it exists, and has the value that follows from today's master key.
        sys.exit(0 if error.code == 409 else f"Meilisearch refuses the key for metrics: {{error.code}}")
    except OSError as error:
        print(f"waiting for Meilisearch: {{error}}", flush=True)
        time.sleep(3)
"""


def monitoring_variables(args: ComponentMonitoringArgs) -> dict[str, str]:
    """Variables of a server that is monitored."""
    return {
        "MEILI_EXPERIMENTAL_ENABLE_METRICS": "true",
        "MEILI_EXPERIMENTAL_LOGS_MODE": "JSON",
        "MEILI_LOG_LEVEL": LogLevel(args.get("log_level", LogLevel.INFO)).value.upper(),
    }


def metrics_key(master_key: str) -> str:
    """Value of the key with `KEY_ID`, which Meilisearch derives from its master key."""
    return hmac.new(master_key.encode(), KEY_ID.encode(), hashlib.sha256).hexdigest()


def create_metrics(
    app: Application,
    args: MeilisearchArgs,
    *,
    job: Application,
    master_key: tuple[pulumi.Input[str], SecretReference],
    port: tuple[str, int],
) -> Metrics:
    """Create the Job that creates the key, and describe where the metrics are.

    :param job: The Job's application, whose pods the server has to admit.
    :param master_key: Value of the master key, and its reference.
    """
    value, reference = master_key
    create_network_policy(job, egress=[pods(app.name, port[1])])
    create_job(
        job,
        container(
            "key",
            image=images.PYTHON.reference(app.placement),
            command=["python", "-c", SCRIPT],
            environment={
                "MEILI_URL": apply(lambda host: f"http://{host}:{port[1]}", app.host),
                "MEILI_MASTER_KEY": reference,
            },
            resources=RESOURCES,
        ),
        images.PYTHON.identity,
        termination_grace_period=5,
        active_deadline=DEADLINE,
    )
    key = create_secret_value(app, "metrics-key", apply(metrics_key, value))
    return Metrics(args.get("monitoring", {}), port, in_service=True, credentials=key)
