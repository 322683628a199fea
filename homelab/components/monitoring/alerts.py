"""The alerts, as plain data. docs/runbooks has a page for each: what it means, what to look at, what to do.

Expressions are PromQL. In them ``$librechat``, ``$valkey`` and so on stand for the matchers of a workload's own series,
``$namespace`` for the workspace's namespace, and ``$threshold`` for the alert's number. A ratio over nothing is NaN,
which is no alert: at night they are quiet.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whom an alert wakes."""

    CRITICAL = "critical"
    """Somebody, now: people cannot work, or data is about to be lost."""
    WARNING = "warning"
    """Nobody before the morning."""


@dataclass(frozen=True)
class Alert:
    """A condition that somebody has to know of."""

    name: str
    summary: str
    """What has happened, in a sentence."""
    expression: str
    severity: Severity
    pending: str = "0m"
    """How long the condition has to last."""
    threshold: float | None = None
    """The number in the expression that the user may change; None if there is none."""
    needs: tuple[str, ...] = ("librechat",)
    """Parts of the workspace that it is about; without one of them there is no such alert."""


_WARNING, _CRITICAL = Severity.WARNING, Severity.CRITICAL

LIBRECHAT = (
    Alert(
        "LibreChatDown",
        "No pod of LibreChat answers Prometheus.",
        "absent(up{$librechat} == 1)",
        _CRITICAL,
        "2m",
    ),
    Alert(
        "LibreChatHighErrorRate",
        "LibreChat answers {{ $value | humanizePercentage }} of all requests with a server error.",
        'sum(rate(http_requests_total{$librechat,status=~"5.."}[5m])) / sum(rate(http_requests_total{$librechat}[5m]))'
        " > $threshold and sum(rate(http_requests_total{$librechat}[5m])) > 0.2",
        _CRITICAL,
        "10m",
        0.05,
    ),
    Alert(
        "LibreChatSlowRequests",
        "One request in twenty takes longer than {{ $value | humanizeDuration }}, without streams and files.",
        "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{$librechat,"
        'path!~"/api/agents/chat/stream/#id|/api/files.*"}[5m]))) > $threshold',
        _WARNING,
        "15m",
        2,
    ),
    Alert(
        "LibreChatGenerationErrors",
        "{{ $value | humanizePercentage }} of the answers end with an error.",
        'sum(rate(generation_jobs_total{$librechat,result="error"}[10m]))'
        ' / sum(rate(generation_jobs_total{$librechat,result="created"}[10m])) > $threshold'
        ' and sum(increase(generation_jobs_total{$librechat,result="created"}[10m])) > 10',
        _CRITICAL,
        "10m",
        0.1,
    ),
    Alert(
        "LibreChatAbortsFail",
        "People stop answers, and LibreChat does not: {{ $value | humanize }} times in 15 minutes.",
        'sum(increase(generation_jobs_total{$librechat,result="abort_failed"}[15m])) > $threshold',
        _WARNING,
        threshold=3,
    ),
    Alert(
        "LibreChatFirstTokenSlow",
        "One answer in twenty begins after more than {{ $value | humanizeDuration }}.",
        "histogram_quantile(0.95, sum by (le) (rate(agent_startup_milestone_duration_seconds_bucket{$librechat,"
        'milestone="first_content_delta_queued"}[10m]))) > $threshold',
        _WARNING,
        "15m",
        15,
    ),
    Alert(
        "LibreChatStreamsInMemory",
        "Several pods of LibreChat keep unfinished answers in their own memory, where the others do not find them.",
        'sum(increase(generation_jobs_total{$librechat,store="memory",result="created"}[15m])) > 0'
        " and count(up{$librechat} == 1) > 1",
        _CRITICAL,
    ),
    Alert(
        "LibreChatStreamBufferOverflow",
        "Answers lost their beginning, as it did not fit into the buffer: {{ $value | humanize }} in 15 minutes.",
        "sum(increase(generation_stream_early_buffer_overflows_total{$librechat}[15m])) > $threshold",
        _WARNING,
        threshold=0,
    ),
    Alert(
        "LibreChatCacheErrors",
        "{{ $value | humanizePercentage }} of LibreChat's operations on Valkey fail.",
        'sum(rate(redis_operations_total{$librechat,status="error"}[5m]))'
        " / sum(rate(redis_operations_total{$librechat}[5m])) > $threshold",
        _CRITICAL,
        "5m",
        0.01,
        ("librechat", "cache"),
    ),
    Alert(
        "LibreChatDatabaseErrors",
        "{{ $value | humanizePercentage }} of LibreChat's queries to its database fail.",
        'sum(rate(mongoose_queries_total{$librechat,status="error"}[5m]))'
        " / sum(rate(mongoose_queries_total{$librechat}[5m])) > $threshold",
        _CRITICAL,
        "5m",
        0.01,
    ),
    Alert(
        "LibreChatDatabaseSlow",
        "One query in a hundred takes longer than {{ $value | humanizeDuration }}.",
        "histogram_quantile(0.99, sum by (le) (rate(mongoose_query_duration_seconds_bucket{$librechat}[5m])))"
        " > $threshold",
        _WARNING,
        "15m",
        1,
    ),
    Alert(
        "LibreChatEventLoopLag",
        "{{ $labels.pod }} keeps requests waiting for {{ $value | humanizeDuration }}, as its processor is busy.",
        "max by (pod) (nodejs_eventloop_lag_p99_seconds{$librechat}) > $threshold",
        _WARNING,
        "10m",
        0.5,
    ),
    Alert(
        "LibreChatHeapNearLimit",
        "The heap of {{ $labels.pod }} takes {{ $value | humanizePercentage }} of its memory limit.",
        "max by (pod) (nodejs_heap_size_used_bytes{$librechat}) / on (pod) max by (pod) ("
        'kube_pod_container_resource_limits{$namespace,container="librechat",resource="memory"}) > $threshold',
        _WARNING,
        "15m",
        0.7,
    ),
    Alert(
        "LibreChatUploadFailures",
        "{{ $value | humanizePercentage }} of the uploads fail.",
        'sum(rate(upload_requests_total{$librechat,status=~"5.."}[15m]))'
        " / sum(rate(upload_requests_total{$librechat}[15m])) > $threshold",
        _WARNING,
        "15m",
        0.1,
    ),
    Alert(
        "LibreChatRequestsRefused",
        "LibreChat refuses {{ $value | humanizePercentage }} of all requests: limits, or bans of everybody at once.",
        'sum(rate(http_requests_total{$librechat,status=~"403|429"}[10m]))'
        " / sum(rate(http_requests_total{$librechat}[10m])) > $threshold",
        _WARNING,
        "10m",
        0.2,
    ),
    Alert(
        "LibreChatClientsGone",
        "Clients give up {{ $value | humanizePercentage }} of their requests: a timeout in front of LibreChat?",
        'sum(rate(http_requests_total{$librechat,status="499"}[10m]))'
        " / sum(rate(http_requests_total{$librechat}[10m])) > $threshold",
        _WARNING,
        "15m",
        0.2,
    ),
    Alert(
        "LibreChatSignInErrors",
        "Sign-ins by OpenID Connect fail: {{ $value | humanize }} in 15 minutes.",
        'sum(increase(openid_user_lookup_total{$librechat,result=~"auth_failed|error"}[15m])) > $threshold',
        _WARNING,
        threshold=10,
    ),
    Alert(
        "LibreChatMetricsRefused",
        "{{ $labels.pod }} serves people, but not Prometheus: the secret of the metrics is another one.",
        "max by (pod) (up{$librechat} == 0) and on (pod)"
        ' max by (pod) (kube_pod_status_ready{$namespace,condition="true"} == 1)',
        _WARNING,
        "10m",
    ),
    Alert(
        "LibreChatAtMaximumReplicas",
        "{{ $labels.horizontalpodautoscaler }} has as many pods as it may have, and would have more.",
        "max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{$namespace,"
        'horizontalpodautoscaler=~".*librechat"}) >= on (horizontalpodautoscaler) max by (horizontalpodautoscaler) ('
        "kube_horizontalpodautoscaler_spec_max_replicas{$namespace})",
        _WARNING,
        "30m",
    ),
)

STORES = (
    Alert(
        "ValkeyDown",
        "Valkey does not answer: there are no sessions, and no new answers.",
        "absent(redis_up{$valkey} == 1)",
        _CRITICAL,
        "2m",
        needs=("valkey",),
    ),
    Alert(
        "ValkeyMemoryNearLimit",
        "Valkey's data take {{ $value | humanizePercentage }} of what they may; beyond that it refuses writes.",
        "max by (pod) (redis_memory_used_bytes{$valkey}) / on (pod) max by (pod) (redis_memory_max_bytes{$valkey} > 0)"
        " > $threshold",
        _CRITICAL,
        "5m",
        0.9,
        ("valkey",),
    ),
    Alert(
        "ValkeyMemoryUnderRewrite",
        "While Valkey rewrites its file, its pod takes {{ $value | humanizePercentage }} of its memory limit.",
        "max by (pod) (max_over_time(container_memory_working_set_bytes"
        '{$namespace,container="valkey",pod=~"$valkey_pod"}[5m]))'
        ' / on (pod) max by (pod) (kube_pod_container_resource_limits{$namespace,container="valkey",resource="memory"})'
        " > $threshold and on (pod) max by (pod) (max_over_time(redis_aof_rewrite_in_progress{$valkey}[5m])) > 0",
        _WARNING,
        threshold=0.9,
        needs=("valkey",),
    ),
    Alert(
        "ValkeyWritesFail",
        "Valkey could not write its file: it refuses writes, as a rule because its volume is full.",
        "min by (pod) (redis_aof_last_write_status{$valkey}) == 0",
        _CRITICAL,
        "1m",
        needs=("valkey",),
    ),
    Alert(
        "FerretDBDown",
        "FerretDB does not answer: LibreChat has no database.",
        "absent(up{$ferretdb} == 1)",
        _CRITICAL,
        "2m",
        needs=("ferretdb",),
    ),
    Alert(
        "MongoDBDown",
        "MongoDB does not answer: LibreChat has no database.",
        "absent(mongodb_up{$mongodb} == 1)",
        _CRITICAL,
        "2m",
        needs=("mongodb",),
    ),
    Alert(
        "DocumentDBPostgresDown",
        "The Postgres of FerretDB does not answer: LibreChat has no database.",
        "absent(pg_up{$documentdb_postgres} == 1)",
        _CRITICAL,
        "2m",
        needs=("documentdb_postgres",),
    ),
    Alert(
        "PgVectorDown",
        "PgVector does not answer: nobody can ask about files.",
        "absent(pg_up{$pgvector} == 1)",
        _CRITICAL,
        "2m",
        needs=("pgvector",),
    ),
    Alert(
        "PostgresConnectionsNearLimit",
        "{{ $labels.job }} has {{ $value | humanizePercentage }} of the connections that it allows.",
        "sum by (job) (pg_stat_activity_count{$postgres})"
        " / on (job) max by (job) (pg_settings_max_connections{$postgres}) > $threshold",
        _WARNING,
        "5m",
        0.8,
        ("postgres",),
    ),
    Alert(
        "MeilisearchDown",
        "Meilisearch does not answer: nobody can search conversations.",
        "absent(up{$meilisearch} == 1)",
        _WARNING,
        "5m",
        needs=("meilisearch",),
    ),
    Alert(
        "MeilisearchTasksFail",
        "Meilisearch failed to index: {{ $value | humanize }} tasks in an hour.",
        'sum(delta(meilisearch_nb_tasks{$meilisearch,kind="statuses",value="failed"}[1h])) > $threshold',
        _WARNING,
        threshold=0,
        needs=("meilisearch",),
    ),
    Alert(
        "SearXNGDown",
        "SearXNG does not answer: answers have no web search.",
        "absent(up{$searxng} == 1)",
        _WARNING,
        "5m",
        needs=("searxng",),
    ),
)

AROUND = (
    Alert(
        "WorkspaceVolumeNearlyFull",
        "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its volume left.",
        "min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{$namespace})"
        " / on (persistentvolumeclaim) max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{$namespace})"
        " < $threshold",
        _CRITICAL,
        "5m",
        0.15,
        (),
    ),
    Alert(
        "WorkspacePodNotReady",
        "{{ $labels.pod }} is not ready.",
        'max by (pod) (kube_pod_status_ready{$namespace,condition="true"}) == 0'
        ' and on (pod) max by (pod) (kube_pod_status_phase{$namespace,phase=~"Pending|Running|Unknown"}) == 1',
        _WARNING,
        "15m",
        needs=(),
    ),
    Alert(
        "WorkspaceContainerRestarts",
        "{{ $labels.container }} in {{ $labels.pod }} was restarted {{ $value | humanize }} times in an hour.",
        "sum by (pod, container) (increase(kube_pod_container_status_restarts_total{$namespace}[1h])) > $threshold",
        _WARNING,
        threshold=3,
        needs=(),
    ),
    Alert(
        "WorkspaceJobFailed",
        "The Job {{ $labels.job_name }} has failed.",
        "max by (job_name) (kube_job_status_failed{$namespace}) > 0"
        " unless on (job_name) max by (job_name) (kube_job_status_succeeded{$namespace}) > 0",
        _WARNING,
        "5m",
        needs=(),
    ),
    Alert(
        "WorkspaceBackupLate",
        "The last good backup of {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old.",
        'time() - max by (cronjob) (kube_cronjob_status_last_successful_time{$namespace,cronjob=~".*backup.*"})'
        " > $threshold",
        _CRITICAL,
        "10m",
        93600,
        (),
    ),
    Alert(
        "WorkspaceRestoreRehearsalLate",
        "The last good rehearsal of a restore by {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old.",
        'time() - max by (cronjob) (kube_cronjob_status_last_successful_time{$namespace,cronjob=~".*-rehearsal"})'
        " > $threshold",
        _WARNING,
        "1h",
        # A month with a weekend in which to look at it.
        33 * 24 * 3600,
        (),
    ),
    Alert(
        "WorkspaceCertificateExpires",
        "The certificate {{ $labels.name }} ends in {{ $value | humanizeDuration }}.",
        "min by (name) (certmanager_certificate_expiration_timestamp_seconds{$namespace}) - time() < $threshold",
        _WARNING,
        "1h",
        1209600,
        (),
    ),
)

ALERTS = (*LIBRECHAT, *STORES, *AROUND)
