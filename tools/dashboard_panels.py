"""Panels of the dashboards, as plain data: what each answers, and its queries."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """A graph: what it answers, and its queries with a legend each."""

    title: str
    description: str
    unit: str
    queries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """Panels beside each other, under a title."""

    title: str
    panels: tuple[Panel, ...]


def _job(part: str) -> str:
    return f'namespace="$namespace",job="$workspace-{part}"'


CHAT = _job("librechat")
PODS = 'namespace="$namespace",pod=~"$workspace-.+"'
_RATE = "[$__rate_interval]"


def _quantile(share: str, metric: str, matchers: str = CHAT, by: str = "le") -> str:
    return f"histogram_quantile({share}, sum by ({by}) (rate({metric}_bucket{{{matchers}}}{_RATE})))"


def _rate(metric: str, matchers: str = CHAT, by: str = "") -> str:
    return f"sum{f' by ({by})' if by else ''} (rate({metric}{{{matchers}}}{_RATE}))"


_FIRST_TOKEN = f'{CHAT},milestone="first_content_delta_queued"'

WORKSPACE: Sequence[Row] = (
    Row(
        "Traffic",
        (
            Panel(
                "Pods that answer",
                "LibreChat's pods that Prometheus can read.",
                "short",
                ((f"sum(up{{{CHAT}}})", "pods"),),
            ),
            Panel(
                "Requests", "Requests by status.", "reqps", ((_rate("http_requests_total", by="status"), "{{status}}"),)
            ),
            Panel(
                "Duration of requests",
                "Without streams, which last as long as their answers.",
                "s",
                tuple(
                    (
                        _quantile(
                            share, "http_request_duration_seconds", f'{CHAT},path!~"/api/agents/chat/stream/#id"'
                        ),
                        name,
                    )
                    for share, name in (("0.5", "half"), ("0.95", "95 %"), ("0.99", "99 %"))
                ),
            ),
        ),
    ),
    Row(
        "Answers",
        (
            Panel(
                "Answers",
                "Answers that begin and end, by result.",
                "ops",
                ((_rate("generation_jobs_total", by="result"), "{{result}}"),),
            ),
            Panel(
                "Answers in progress",
                "Answers that are written now, by the store of their stream.",
                "short",
                ((f"sum by (store) (generation_jobs_in_flight{{{CHAT}}})", "{{store}}"),),
            ),
            Panel(
                "First token",
                "Time until an answer shows.",
                "s",
                tuple(
                    (_quantile(share, "agent_startup_milestone_duration_seconds", _FIRST_TOKEN), name)
                    for share, name in (("0.5", "half"), ("0.95", "95 %"))
                ),
            ),
        ),
    ),
    Row(
        "Streams",
        (
            Panel(
                "Open streams",
                "Browsers that read an answer.",
                "short",
                ((f"sum(sse_streams_in_flight{{{CHAT}}})", "streams"),),
            ),
            Panel(
                "Streams resumed",
                "Browsers that came back to an answer, by result.",
                "ops",
                (
                    (
                        _rate("generation_stream_subscriptions_total", f'{CHAT},type!="initial"', "type, result"),
                        "{{type}}: {{result}}",
                    ),
                ),
            ),
            Panel(
                "Answers that lost their beginning",
                "Overflows of the buffer before a browser reads.",
                "ops",
                ((_rate("generation_stream_early_buffer_overflows_total"), "overflows"),),
            ),
        ),
    ),
    Row(
        "Errors",
        (
            Panel(
                "Server errors",
                "Requests that LibreChat could not serve, by path.",
                "reqps",
                ((_rate("http_requests_total", f'{CHAT},status=~"5.."', "path"), "{{path}}"),),
            ),
            Panel(
                "Refused and given up",
                "403: banned; 429: too many; 499: the client left.",
                "reqps",
                ((_rate("http_requests_total", f'{CHAT},status=~"403|429|499"', "status"), "{{status}}"),),
            ),
            Panel(
                "Failed operations",
                "On the database and on Valkey.",
                "ops",
                (
                    (_rate("mongoose_queries_total", f'{CHAT},status="error"'), "database"),
                    (_rate("redis_operations_total", f'{CHAT},status="error"'), "Valkey"),
                ),
            ),
            Panel(
                "Uploads", "Uploads by status.", "reqps", ((_rate("upload_requests_total", by="status"), "{{status}}"),)
            ),
        ),
    ),
    Row(
        "Saturation",
        (
            Panel(
                "Event loop lag",
                "How long a pod keeps its requests waiting.",
                "s",
                ((f"max by (pod) (nodejs_eventloop_lag_p99_seconds{{{CHAT}}})", "{{pod}}"),),
            ),
            Panel(
                "Heap",
                "Memory of JavaScript.",
                "bytes",
                ((f"max by (pod) (nodejs_heap_size_used_bytes{{{CHAT}}})", "{{pod}}"),),
            ),
            Panel(
                "Processor",
                "Processors in use, by pod.",
                "short",
                (
                    (
                        f'sum by (pod) (rate(container_cpu_usage_seconds_total{{{PODS},container!=""}}{_RATE}))',
                        "{{pod}}",
                    ),
                ),
            ),
            Panel(
                "Memory",
                "Memory in use, by pod.",
                "bytes",
                ((f'sum by (pod) (container_memory_working_set_bytes{{{PODS},container!=""}})', "{{pod}}"),),
            ),
        ),
    ),
)

_OWN = 'namespace="$namespace"'
_VALKEY, _GATEWAY = _job("valkey"), _job("documentdb")
_POSTGRES = 'namespace="$namespace",job=~"$workspace-(pgvector|documentdb-postgres)"'
_SEARCH, _WEB = _job("meilisearch"), _job("searxng")

STORES: Sequence[Row] = (
    Row(
        "LibreChat's queries",
        (
            Panel(
                "Queries",
                "By what is done.",
                "ops",
                ((_rate("mongoose_queries_total", by="operation"), "{{operation}}"),),
            ),
            Panel(
                "Duration of queries",
                "99 of a hundred are faster.",
                "s",
                (
                    (
                        _quantile("0.99", "mongoose_query_duration_seconds", by="le, operation"),
                        "{{operation}}",
                    ),
                ),
            ),
            Panel(
                "Duration of operations on Valkey",
                "99 of a hundred are faster.",
                "s",
                (
                    (
                        _quantile("0.99", "redis_operation_duration_seconds", by="le, use_case"),
                        "{{use_case}}",
                    ),
                ),
            ),
        ),
    ),
    Row(
        "FerretDB and MongoDB",
        (
            Panel(
                "Requests to FerretDB",
                "By command.",
                "reqps",
                ((_rate("ferretdb_client_requests_total", _GATEWAY, "command"), "{{command}}"),),
            ),
            Panel(
                "Operations of MongoDB",
                "By kind.",
                "ops",
                ((_rate("mongodb_ss_opcounters", _GATEWAY, "legacy_op_type"), "{{legacy_op_type}}"),),
            ),
            Panel(
                "Connections of MongoDB",
                "Open and possible ones.",
                "short",
                ((f"sum by (conn_type) (mongodb_ss_connections{{{_GATEWAY}}})", "{{conn_type}}"),),
            ),
        ),
    ),
    Row(
        "Postgres",
        (
            Panel(
                "Connections",
                "Of PgVector, and of the server behind FerretDB.",
                "short",
                (
                    (f"sum by (job) (pg_stat_activity_count{{{_POSTGRES}}})", "{{job}}"),
                    (f"max by (job) (pg_settings_max_connections{{{_POSTGRES}}})", "{{job}}: most"),
                ),
            ),
            Panel(
                "Transactions",
                "That succeed, and that are rolled back.",
                "ops",
                (
                    (_rate("pg_stat_database_xact_commit", _POSTGRES, "job"), "{{job}}"),
                    (_rate("pg_stat_database_xact_rollback", _POSTGRES, "job"), "{{job}}: rolled back"),
                ),
            ),
            Panel(
                "Size",
                "Of each database.",
                "bytes",
                ((f"max by (job, datname) (pg_database_size_bytes{{{_POSTGRES}}})", "{{job}}: {{datname}}"),),
            ),
        ),
    ),
    Row(
        "Valkey",
        (
            Panel(
                "Memory",
                "Data, and the most that they may take.",
                "bytes",
                (
                    (f"max(redis_memory_used_bytes{{{_VALKEY}}})", "data"),
                    (f"max(redis_memory_max_bytes{{{_VALKEY}}})", "most"),
                ),
            ),
            Panel(
                "Commands",
                "That are processed.",
                "ops",
                ((_rate("redis_commands_processed_total", _VALKEY), "commands"),),
            ),
            Panel(
                "Clients", "That are connected.", "short", ((f"max(redis_connected_clients{{{_VALKEY}}})", "clients"),)
            ),
        ),
    ),
    Row(
        "Search",
        (
            Panel(
                "Tasks of Meilisearch",
                "By status; failed ones stay.",
                "short",
                ((f'sum by (value) (meilisearch_nb_tasks{{{_SEARCH},kind="statuses"}})', "{{value}}"),),
            ),
            Panel(
                "Size of Meilisearch",
                "Of its indexes.",
                "bytes",
                (
                    (f"max(meilisearch_db_size_bytes{{{_SEARCH}}})", "reserved"),
                    (f"max(meilisearch_used_db_size_bytes{{{_SEARCH}}})", "used"),
                ),
            ),
            Panel(
                "Requests of SearXNG",
                "To each engine.",
                "reqps",
                ((_rate("searxng_engines_request_count_total", _WEB, "engine_name"), "{{engine_name}}"),),
            ),
            Panel(
                "Duration of SearXNG's engines",
                "On average.",
                "s",
                ((f"max by (engine_name) (searxng_engines_response_time_total_seconds{{{_WEB}}})", "{{engine_name}}"),),
            ),
        ),
    ),
    Row(
        "Volumes",
        (
            Panel(
                "Free space",
                "Share of each volume that is left.",
                "percentunit",
                (
                    (
                        f"min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{{{_OWN}}}"
                        f" / kubelet_volume_stats_capacity_bytes{{{_OWN}}})",
                        "{{persistentvolumeclaim}}",
                    ),
                ),
            ),
        ),
    ),
)

DASHBOARDS = {"workspace": ("LibreChat", WORKSPACE), "stores": ("stores", STORES)}
