"""Checks of what the workspace's programs see: judged on what their scripts print in good and in broken states."""

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from homelab.doctor.checks import Finding, Status
from homelab.doctor.inside import INSIDE
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.workspace import Manifest
from tests.doctor.cluster import inspection, merged, rendered, running_objects

FAILED, WARNING, OK, SKIPPED = Status.FAILED, Status.WARNING, Status.OK, Status.SKIPPED


def secret(length: int, *, hex: bool = False, blank: bool = False) -> dict[str, Any]:
    return {"length": length, "hex": hex, "blank": blank}


LIBRECHAT: Mapping[str, Any] = {
    "variables": {
        "plain": {"TRUST_PROXY": "1", "NODE_ENV": "production", "DOMAIN_SERVER": "https://chat.example.com"},
        "secrets": {
            "CREDS_KEY": secret(64, hex=True),
            "CREDS_IV": secret(32, hex=True),
            "JWT_SECRET": secret(64),
            "JWT_REFRESH_SECRET": secret(64),
            "MEILI_MASTER_KEY": secret(32),
            "METRICS_SECRET": secret(32),
        },
        "sameTokens": False,
    },
    "server": {"metrics": 200, "series": True, "wrongBearer": 401, "signIn": {"openid": 302}},
    "database": {"version": "7.0.77", "ferretdb": True, "writable": True, "total": 290, "missing": [], "overdue": []},
    "redis": {
        "open": "NOAUTH Authentication required.",
        "ping": "PONG",
        "policy": "noeviction",
        "appendonly": "yes",
        "info": {"evicted_keys": "0", "aof_last_write_status": "ok", "used_memory": "1000", "maxmemory": "100000"},
        "clients": {"total": 3, "private": 0},
    },
    "meilisearch": {
        "health": "available",
        "status": 200,
        "version": "1.35.1",
        "open": 401,
        "indexes": ["messages", "convos"],
        "failed": 0,
    },
    "ragApi": {"health": "UP", "healthStatus": 200, "open": 401, "withToken": 200},
}
RAG_API: Mapping[str, Any] = {
    "database": {
        "version": "17.6",
        "vector": "0.8.6",
        "superuser": False,
        "connections": 12,
        "limit": 100,
        "collection": 1,
        "index": 3,
    }
}
DF = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sdb {size} {used} 0 {percent}% {path}\n"


@functools.cache
def objects() -> Sequence[Manifest]:
    return running_objects(rendered())


def look(
    librechat: Mapping[str, Any] | None = None,
    rag_api: Mapping[str, Any] | None = None,
    *,
    full: int = 40,
    scheduler: str = "1 4",
    opens: Callable[[bool | None], bool] = bool,
    error: Exception | None = None,
) -> dict[str, Finding]:
    """Findings of pods that have seen what is above, changed as given.

    :param opens: Whether a connection opens that the policies allow or forbid, or of which they do not know.
    """

    def answer(pod: str, command: Sequence[str], stdin: str) -> str:
        if command[0] == "df":
            return "Filesystem\n" + "".join(f"/dev/sdb 100 {full} 60 {full}% {path}\n" for path in command[2:])
        if command[0] == "sh":
            return f"{scheduler}\n"
        if error:
            raise error
        text = command[2] if command[0] == "python" else stdin.partition("const REQUEST = ")[2].partition(";\n")[0]
        request = json.loads(text)
        source = {"node": "librechat", "python": "rag-api"}[command[0]]
        seen = merged(LIBRECHAT, librechat or {}) if source == "librechat" else merged(RAG_API, rag_api or {})
        policies = {(each.host, each.port): each.is_allowed for each in _expected(source)}
        outcomes = [
            {**each, "outcome": "open" if opens(policies.get((each["host"], each["port"]))) else "timeout"}
            for each in request["connections"]
        ]
        return f"info: a line of a logger\n\n{request['mark']}{json.dumps({**seen, 'connections': outcomes})}\n"

    return {each.check: each for each in INSIDE.run(inspection(objects(), answer), "ai")}


def _expected(source: str) -> Sequence[Any]:
    from homelab.doctor.connections import connections
    from tests.doctor.cluster import only, workspace

    return connections(only(objects(), "Pod", source), workspace(objects()))


def unwell(findings: Mapping[str, Finding]) -> set[str]:
    return {name for name, each in findings.items() if each.status in (FAILED, WARNING)}


def test_nothing_is_wrong_with_a_sound_workspace():
    findings = look()
    assert {name: each.seen for name, each in findings.items() if each.status is not OK} == {"searxng": "not used"}


def test_a_sidecar_that_the_cluster_puts_first_is_not_asked(monkeypatch: pytest.MonkeyPatch):
    for pod in (each for each in objects() if each["kind"] == "Pod"):
        monkeypatch.setitem(pod["spec"], "containers", [{"name": "sidecar", "image": "x"}, *pod["spec"]["containers"]])
    assert unwell(look()) == set()


def server(**change: object) -> Mapping[str, Any]:
    return {"server": change}


def redis(**change: object) -> Mapping[str, Any]:
    return {"redis": change}


def meili(**change: object) -> Mapping[str, Any]:
    return {"meilisearch": change}


def variables(**plain: str) -> Mapping[str, Any]:
    return {"variables": {"plain": plain}}


def secrets(**shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"variables": {"secrets": shapes}}


STATES: Mapping[str, tuple[Mapping[str, Any], str, Status, str]] = {
    "a key of letters and digits": (
        secrets(CREDS_KEY=secret(64)),
        "keys",
        FAILED,
        "CREDS_KEY has 64 characters, not all hexadecimal",
    ),
    "a vector of another length": (
        secrets(CREDS_IV=secret(16, hex=True)),
        "keys",
        FAILED,
        "CREDS_IV has 16 hexadecimal digits",
    ),
    "a short token secret": (secrets(JWT_SECRET=secret(8)), "keys", FAILED, "JWT_SECRET has 8 characters"),
    "a secret with a line break": (secrets(JWT_SECRET=secret(65, blank=True)), "keys", FAILED, "white space"),
    "one secret for both tokens": ({"variables": {"sameTokens": True}}, "keys", FAILED, "are the same"),
    "plain-HTTP cookies": (
        variables(DOMAIN_SERVER="http://chat.example.com"),
        "cookie-settings",
        FAILED,
        "DOMAIN_SERVER is http://",
    ),
    "cookies without Secure": (
        variables(SESSION_COOKIE_SECURE="false"),
        "cookie-settings",
        FAILED,
        "cookies are not Secure",
    ),
    "no proxy trusted": (variables(TRUST_PROXY="0"), "trust-proxy", FAILED, "which LibreChat takes for 1"),
    "every proxy trusted": (variables(TRUST_PROXY="true"), "trust-proxy", FAILED, "TRUST_PROXY=true"),
    "everybody from a proxy": (
        redis(clients={"total": 1, "private": 1}),
        "trust-proxy",
        WARNING,
        "one private address",
    ),
    "a dead strategy": (server(signIn={"openid": 500}), "strategies", FAILED, "openid: 500"),
    "metrics for everybody": (server(wrongBearer=200), "metrics", FAILED, "200 with a wrong bearer"),
    "metrics for nobody": (server(metrics=401, series=False), "metrics", FAILED, "401 with METRICS_SECRET"),
    "a database that cannot be reached": (
        {"database": {"error": "connect ECONNREFUSED"}},
        "document-database",
        FAILED,
        "ECONNREFUSED",
    ),
    "a secondary": ({"database": {"writable": False}}, "document-database", FAILED, "read-only"),
    "missing indexes": (
        {"database": {"missing": ["users.email", "messages.expiredAt (expiry)"]}},
        "indexes",
        FAILED,
        "2 of 290 missing: users.email, messages.expiredAt (expiry)",
    ),
    "TTL that does not run": (
        {"database": {"overdue": ["messages"]}},
        "expiry",
        FAILED,
        "expired documents in messages",
    ),
    "a wrong password of Valkey": (redis(ping="WRONGPASS invalid"), "valkey-password", FAILED, "PING: WRONGPASS"),
    "an open Valkey": (redis(open="PONG"), "valkey-password", FAILED, "PONG without a password"),
    "Valkey that evicts": (
        redis(policy="allkeys-lru", info={"evicted_keys": "7"}),
        "valkey-eviction",
        FAILED,
        "allkeys-lru, 7 keys evicted",
    ),
    "a full Valkey": (redis(info={"used_memory": "95000"}), "valkey-eviction", WARNING, "95 % of the memory"),
    "Valkey without a file": (redis(appendonly="no"), "valkey-persistence", WARNING, "appendonly no"),
    "Valkey on a full volume": (
        redis(info={"aof_last_write_status": "err"}),
        "valkey-persistence",
        FAILED,
        "last write to the append-only file failed",
    ),
    "Meilisearch of another version": (meili(version="1.40.0"), "meilisearch-version", FAILED, "1.40.0, not 1.35.1"),
    "an open Meilisearch": (meili(open=200), "meilisearch", FAILED, "open without a key"),
    "another key of Meilisearch": (meili(status=403, version=None), "meilisearch", FAILED, "403 with LibreChat's key"),
    "Meilisearch without indexes": (meili(indexes=["messages"]), "meilisearch", FAILED, "no index convos"),
    "failed tasks": (meili(failed=3), "meilisearch", WARNING, "3 failed tasks"),
    "the RAG API open": ({"ragApi": {"open": 200}}, "rag-api-closed", FAILED, "GET /documents: 200"),
    "the RAG API without its database": (
        {"ragApi": {"health": "DOWN"}},
        "rag-api",
        FAILED,
        "/health: 200 DOWN",
    ),
    "another JWT_SECRET": ({"ragApi": {"withToken": 401}}, "rag-api", FAILED, "401 with LibreChat's token"),
    "SearXNG without JSON": ({"searxng": {"status": 403, "json": False}}, "searxng", FAILED, "403, no JSON"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_broken_state_is_found_by_its_check(state: str):
    change, check, status, seen = STATES[state]
    finding = look(change)[check]
    assert (finding.status, seen in finding.seen) == (status, True), finding.seen


def test_each_check_of_librechats_variables_fails_alone():
    assert unwell(look(secrets(CREDS_KEY=secret(64)))) == {"keys"}
    assert unwell(look(redis(policy="allkeys-lru"))) == {"valkey-eviction"}
    assert unwell(look({"ragApi": {"open": 200}})) == {"rag-api-closed"}


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"vector": None}, "the extension vector is missing"),
        ({"superuser": True}, "a superuser"),
        ({"index": 0}, "no index over langchain_pg_embedding"),
        ({"error": 'FATAL: database "rag" does not exist'}, "does not exist"),
    ],
)
def test_a_broken_vector_database_is_found(change: Mapping[str, Any], seen: str):
    finding = look(rag_api={"database": change})["vector-database"]
    assert finding.status is FAILED
    assert seen in finding.seen


def test_connections_that_run_out_are_a_warning():
    assert look(rag_api={"database": {"connections": 90}})["vector-database"].status is WARNING


def test_policies_that_the_network_does_not_enforce_are_found():
    finding = look(opens=lambda allowed: allowed is not None)["network-policies"]
    assert finding.status is FAILED
    assert "not enforced" in finding.seen
    assert "rag-api to ws-valkey:6379" in finding.seen


def test_allowed_connections_that_fail_are_found():
    finding = look(opens=lambda allowed: False)["network-policies"]
    assert finding.status is FAILED
    assert "librechat to ws-valkey:6379: timeout" in finding.seen


def test_a_mesh_that_accepts_everything_proves_nothing():
    finding = look(opens=lambda allowed: True)["network-policies"]
    assert (finding.status, "service meshes" in finding.seen) == (SKIPPED, True)


@pytest.mark.parametrize(("percent", "status"), [(85, OK), (86, WARNING), (96, FAILED)])
def test_a_volume_that_is_nearly_full_is_found(percent: int, status: Status):
    finding = look(full=percent)["volumes"]
    assert (finding.status, f"{percent} %" in finding.seen) == (status, True)


@pytest.mark.parametrize("scheduler", ["0 4", "1 0"])
def test_a_scheduler_that_does_not_run_is_found_before_anything_is_overdue(scheduler: str):
    finding = look(scheduler=scheduler)["expiry"]
    assert (finding.status, finding.seen) == (FAILED, "no pg_cron worker or job in ws-documentdb-postgres-0")


@pytest.mark.parametrize(
    ("error", "status"), [(NotPossibleError("may not"), SKIPPED), (NoAnswerError("ended"), FAILED)]
)
def test_pods_that_cannot_be_asked_are_said_to_be_that(error: Exception, status: Status):
    findings = look(error=error)
    assert findings["keys"].status is findings["vector-database"].status is status
    assert findings["network-policies"].status is SKIPPED
    assert findings["volumes"].status is OK


def test_a_server_that_hides_its_settings_is_no_failure():
    findings = look(redis(policy=None, appendonly=None))
    assert findings["valkey-eviction"].status is findings["valkey-persistence"].status is SKIPPED


def test_of_several_librechats_the_worst_counts_and_is_named():
    from homelab.doctor.inside import (
        _of_each,  # pyright: ignore[reportPrivateUsage]
        _strategies,
    )
    from homelab.doctor.probes import Probed

    sound, dead = ({"server": {"signIn": {"openid": status}}} for status in (302, 500))
    probed = [Probed("a-0", "librechat", (), sound), Probed("b-0", "librechat", (), dead)]
    seen = _of_each(probed, "server", _strategies, "LibreChat")
    assert (seen.status, seen.text) == (FAILED, "b-0: openid: 500")
