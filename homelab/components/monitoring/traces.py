"""LibreChat's variables for traces and for the level of its logs."""

from collections.abc import Mapping

import pulumi

from homelab import images
from homelab.components.monitoring.args import MonitoringArgs, TracesArgs
from homelab.librechat_config.configuration import Configuration, secret_argument

SAMPLING = 0.1


def configuration(args: MonitoringArgs) -> Configuration:
    """LibreChat's settings from the group."""
    level = args.get("logs", {}).get("level")
    traces = args.get("traces")
    headers = None if traces is None else secret_argument(traces, "headers")
    return Configuration.of(
        env={"CONSOLE_LOG_LEVEL": level and str(level), **({} if traces is None else _variables(traces))},
        secret_env={"OTEL_EXPORTER_OTLP_HEADERS": headers},
    )


def _variables(traces: TracesArgs) -> Mapping[str, pulumi.Input[str]]:
    return {
        "OTEL_TRACING_ENABLED": "true",
        "OTEL_SERVICE_NAME": "librechat",
        "OTEL_SERVICE_VERSION": images.LIBRECHAT.tag,
        "OTEL_EXPORTER_OTLP_ENDPOINT": traces["endpoint"],
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
        "OTEL_TRACES_SAMPLER_ARG": f"{traces.get('sampling', SAMPLING):g}",
        # Each operation on Valkey would be a span of its own.
        "OTEL_IOREDIS_TRACING_ENABLED": "false",
    }
