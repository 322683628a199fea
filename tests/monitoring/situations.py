"""For each alert, series with which it fires, and series that are close to that, with which it does not.

Values are promtool's: ``0+6x120`` rises by 6 each minute, ``1x120`` stays 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORKSPACE = "ws"
PARTS: Mapping[str, Sequence[str]] = {
    "librechat": ["ws-librechat"],
    "cache": ["any"],
    "valkey": ["ws-valkey"],
    "ferretdb": ["ws-documentdb"],
    "mongodb": ["ws-documentdb"],
    "documentdb_postgres": ["ws-documentdb-postgres"],
    "pgvector": ["ws-pgvector"],
    "postgres": ["ws-documentdb-postgres", "ws-pgvector"],
    "meilisearch": ["ws-meilisearch"],
    "searxng": ["ws-searxng"],
}
Series = Mapping[str, str]
"""Values by series."""


@dataclass(frozen=True)
class Situation:
    """Series with which an alert fires, and others with which it is quiet."""

    firing: Series
    quiet: Series


def of(part: str, metric: str, matchers: str = "") -> str:
    """A series of a part of the workspace."""
    return f'{metric}{{namespace="ai",job="ws-{part}"{"," if matchers else ""}{matchers}}}'


def chat(metric: str, matchers: str = "") -> str:
    """A series of LibreChat."""
    return of("librechat", metric, matchers)


def around(metric: str, matchers: str) -> str:
    """A series of the namespace."""
    return f'{metric}{{namespace="ai",{matchers}}}'


def shares(metric: str, bad: str, good: str) -> Situation:
    """Bad ones of all, by matchers."""
    return Situation(
        {chat(metric, bad): "0+30x120", chat(metric, good): "0+60x120"},
        {chat(metric, bad): "0x120", chat(metric, good): "0+60x120"},
    )


def durations(metric: str, matchers: str, *, slow: tuple[str, str], quick: str) -> Situation:
    """All of them between two bounds, or all of them below one."""
    separator = "," if matchers else ""

    def bucket(bound: str) -> str:
        return chat(f"{metric}_bucket", f'{matchers}{separator}le="{bound}"')

    return Situation(
        {bucket(slow[0]): "0x120", bucket(slow[1]): "0+60x120", bucket("+Inf"): "0+60x120"},
        {bucket(quick): "0+60x120", bucket("+Inf"): "0+60x120"},
    )


def down(series: str) -> Situation:
    """Nothing is up, or one of two is."""
    return Situation({series: "0x120"}, {series: "1x120", series.replace("}", ',pod="other"}'): "0x120"})


_CREATED, _STORE = 'result="created"', 'store="memory"'
_LIMIT = 'resource="memory"'
_STREAM = chat("http_request_duration_seconds_bucket", 'path="/api/agents/chat/stream/#id",le="+Inf"')
_SLOW = durations("http_request_duration_seconds", 'path="/api/config"', slow=("1", "5"), quick="0.05")
_AUTOSCALER = 'horizontalpodautoscaler="ws-librechat"'
_TWO_PODS = {chat("up", f'pod="{pod}"'): "1x120" for pod in ("a", "b")}
_VALKEY_POD = 'container="valkey",pod="ws-valkey-0"'
_UNDER_REWRITE = {
    around("container_memory_working_set_bytes", _VALKEY_POD): "95x120",
    around("kube_pod_container_resource_limits", f"{_VALKEY_POD},{_LIMIT}"): "100x120",
}
_REWRITES = of("valkey", "redis_aof_rewrite_in_progress", 'pod="ws-valkey-0"')

SITUATIONS: Mapping[str, Situation] = {
    "LibreChatDown": down(chat("up")),
    "LibreChatHighErrorRate": Situation(
        {
            chat("http_requests_total", 'status="502"'): "0+6x120",
            chat("http_requests_total", 'status="200"'): "0+60x120",
        },
        # One request in six minutes is no error rate, even if all of them fail.
        {chat("http_requests_total", 'status="502"'): "0+0.1x120"},
    ),
    "LibreChatSlowRequests": Situation(_SLOW.firing, {**_SLOW.quiet, _STREAM: "0+600x120"}),
    "LibreChatGenerationErrors": Situation(
        {
            chat("generation_jobs_total", 'store="redis",result="error"'): "0+2x120",
            chat("generation_jobs_total", f'store="redis",{_CREATED}'): "0+10x120",
        },
        {
            chat("generation_jobs_total", 'store="redis",result="error"'): "0+1x120",
            chat("generation_jobs_total", f'store="redis",{_CREATED}'): "0+20x120",
        },
    ),
    "LibreChatAbortsFail": Situation(
        {chat("generation_jobs_total", 'result="abort_failed"'): "0+1x120"},
        {chat("generation_jobs_total", 'result="abort_failed"'): "9x120"},
    ),
    "LibreChatFirstTokenSlow": durations(
        "agent_startup_milestone_duration_seconds",
        'milestone="first_content_delta_queued"',
        slow=("10", "30"),
        quick="5",
    ),
    "LibreChatStreamsInMemory": Situation(
        {chat("generation_jobs_total", f"{_STORE},{_CREATED}"): "0+1x120", **_TWO_PODS},
        {chat("generation_jobs_total", f"{_STORE},{_CREATED}"): "0+1x120", chat("up", 'pod="a"'): "1x120"},
    ),
    "LibreChatStreamBufferOverflow": Situation(
        {chat("generation_stream_early_buffer_overflows_total"): "0+1x120"},
        {chat("generation_stream_early_buffer_overflows_total"): "3x120"},
    ),
    "LibreChatCacheErrors": shares("redis_operations_total", 'status="error"', 'status="success"'),
    "LibreChatDatabaseErrors": shares("mongoose_queries_total", 'status="error"', 'status="success"'),
    "LibreChatDatabaseSlow": durations("mongoose_query_duration_seconds", "", slow=("1", "5"), quick="0.1"),
    "LibreChatEventLoopLag": Situation(
        {chat("nodejs_eventloop_lag_p99_seconds", 'pod="a"'): "0.8x120"},
        {chat("nodejs_eventloop_lag_p99_seconds", 'pod="a"'): "0.1x120"},
    ),
    "LibreChatHeapNearLimit": Situation(
        {
            chat("nodejs_heap_size_used_bytes", 'pod="a"'): "80x120",
            around("kube_pod_container_resource_limits", f'container="librechat",pod="a",{_LIMIT}'): "100x120",
        },
        {
            chat("nodejs_heap_size_used_bytes", 'pod="a"'): "60x120",
            around("kube_pod_container_resource_limits", f'container="librechat",pod="a",{_LIMIT}'): "100x120",
        },
    ),
    "LibreChatUploadFailures": shares("upload_requests_total", 'status="500"', 'status="200"'),
    "LibreChatRequestsRefused": shares("http_requests_total", 'status="429"', 'status="404"'),
    "LibreChatClientsGone": shares("http_requests_total", 'status="499"', 'status="200"'),
    "LibreChatSignInErrors": Situation(
        {chat("openid_user_lookup_total", 'result="auth_failed"'): "0+1x120"},
        {chat("openid_user_lookup_total", 'result="not_found"'): "0+1x120"},
    ),
    "LibreChatMetricsRefused": Situation(
        {chat("up", 'pod="a"'): "0x120", around("kube_pod_status_ready", 'condition="true",pod="a"'): "1x120"},
        {chat("up", 'pod="a"'): "0x120", around("kube_pod_status_ready", 'condition="true",pod="a"'): "0x120"},
    ),
    "LibreChatAtMaximumReplicas": Situation(
        {
            around("kube_horizontalpodautoscaler_status_current_replicas", _AUTOSCALER): "10x120",
            around("kube_horizontalpodautoscaler_spec_max_replicas", _AUTOSCALER): "10x120",
        },
        {
            around("kube_horizontalpodautoscaler_status_current_replicas", _AUTOSCALER): "9x120",
            around("kube_horizontalpodautoscaler_spec_max_replicas", _AUTOSCALER): "10x120",
        },
    ),
    "ValkeyDown": down(of("valkey", "redis_up")),
    "ValkeyMemoryNearLimit": Situation(
        {
            of("valkey", "redis_memory_used_bytes", 'pod="a"'): "95x120",
            of("valkey", "redis_memory_max_bytes", 'pod="a"'): "100x120",
        },
        {
            of("valkey", "redis_memory_used_bytes", 'pod="a"'): "95x120",
            of("valkey", "redis_memory_max_bytes", 'pod="a"'): "0x120",
        },
    ),
    "ValkeyMemoryUnderRewrite": Situation(
        {**_UNDER_REWRITE, _REWRITES: "1x120"}, {**_UNDER_REWRITE, _REWRITES: "0x120"}
    ),
    "ValkeyWritesFail": Situation(
        {of("valkey", "redis_aof_last_write_status"): "0x120"}, {of("valkey", "redis_aof_last_write_status"): "1x120"}
    ),
    "FerretDBDown": down(of("documentdb", "up")),
    "MongoDBDown": down(of("documentdb", "mongodb_up")),
    "DocumentDBPostgresDown": down(of("documentdb-postgres", "pg_up")),
    "PgVectorDown": down(of("pgvector", "pg_up")),
    "PostgresConnectionsNearLimit": Situation(
        {
            of("pgvector", "pg_stat_activity_count", 'state="idle"'): "50x120",
            of("pgvector", "pg_stat_activity_count", 'state="active"'): "40x120",
            of("pgvector", "pg_settings_max_connections"): "100x120",
        },
        {
            of("pgvector", "pg_stat_activity_count", 'state="idle"'): "70x120",
            of("documentdb-postgres", "pg_stat_activity_count", 'state="idle"'): "70x120",
            of("pgvector", "pg_settings_max_connections"): "100x120",
            of("documentdb-postgres", "pg_settings_max_connections"): "100x120",
        },
    ),
    "MeilisearchDown": down(of("meilisearch", "up")),
    "MeilisearchTasksFail": Situation(
        {of("meilisearch", "meilisearch_nb_tasks", 'kind="statuses",value="failed"'): "0x80 3x40"},
        {of("meilisearch", "meilisearch_nb_tasks", 'kind="statuses",value="failed"'): "3x120"},
    ),
    "SearXNGDown": down(of("searxng", "up")),
    "WorkspaceVolumeNearlyFull": Situation(
        {
            around("kubelet_volume_stats_available_bytes", 'persistentvolumeclaim="a"'): "10x120",
            around("kubelet_volume_stats_capacity_bytes", 'persistentvolumeclaim="a"'): "100x120",
        },
        {
            around("kubelet_volume_stats_available_bytes", 'persistentvolumeclaim="a"'): "20x120",
            around("kubelet_volume_stats_capacity_bytes", 'persistentvolumeclaim="a"'): "100x120",
        },
    ),
    "WorkspacePodNotReady": Situation(
        {
            around("kube_pod_status_ready", 'condition="true",pod="a"'): "0x120",
            around("kube_pod_status_phase", 'phase="Running",pod="a"'): "1x120",
        },
        # A Job's pod that is done.
        {
            around("kube_pod_status_ready", 'condition="true",pod="a"'): "0x120",
            around("kube_pod_status_phase", 'phase="Succeeded",pod="a"'): "1x120",
            around("kube_pod_status_phase", 'phase="Running",pod="a"'): "0x120",
        },
    ),
    "WorkspaceContainerRestarts": Situation(
        {around("kube_pod_container_status_restarts_total", 'pod="a",container="b"'): "0+1x120"},
        {around("kube_pod_container_status_restarts_total", 'pod="a",container="b"'): "9x120"},
    ),
    "WorkspaceJobFailed": Situation(
        {around("kube_job_status_failed", 'job_name="a"'): "1x120"},
        {
            around("kube_job_status_failed", 'job_name="a"'): "1x120",
            around("kube_job_status_succeeded", 'job_name="a"'): "1x120",
        },
    ),
    # The clock of these tests starts at 0.
    "WorkspaceBackupLate": Situation(
        {around("kube_cronjob_status_last_successful_time", 'cronjob="ws-backup"'): "-100000x120"},
        {around("kube_cronjob_status_last_successful_time", 'cronjob="other"'): "-100000x120"},
    ),
    "WorkspaceRestoreRehearsalLate": Situation(
        {around("kube_cronjob_status_last_successful_time", 'cronjob="ws-rehearsal"'): "-2900000x120"},
        {around("kube_cronjob_status_last_successful_time", 'cronjob="ws-rehearsal"'): "-2600000x120"},
    ),
    "WorkspaceCertificateExpires": Situation(
        {around("certmanager_certificate_expiration_timestamp_seconds", 'name="tls"'): "100000x120"},
        {around("certmanager_certificate_expiration_timestamp_seconds", 'name="tls"'): "9000000x120"},
    ),
}
