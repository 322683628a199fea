"""Checks of a workspace from inside: of what its own programs see of the servers that they use."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from homelab import images
from homelab.doctor.checks import (
    Checks,
    Seen,
    Status,
    all_or_failed,
    failed,
    ok,
    skipped,
    warning,
)
from homelab.doctor.connections import closed_ports
from homelab.doctor.probes import Inspection, Probed
from homelab.image_references import parse_image_reference
from homelab.running.errors import NotPossibleError
from homelab.running.scripts import Observation

FULL_PERCENT = 85
"""A volume that is fuller has to be enlarged."""
_ALMOST_FULL_PERCENT = 95
_CONNECTIONS_PERCENT = 80
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_WORST = (Status.FAILED, Status.WARNING, Status.OK, Status.SKIPPED)
_DIGITS = {"CREDS_KEY": 64, "CREDS_IV": 32}
"""LibreChat starts with keys of another length, and then fails whenever it encrypts."""
_LEAST_LENGTH = {"JWT_SECRET": 32, "JWT_REFRESH_SECRET": 32, "MEILI_MASTER_KEY": 16, "METRICS_SECRET": 16}

INSIDE = Checks[Inspection]()
"""Checks of what the workspace's programs see."""
check = INSIDE.check


def _of_librechat(inspection: Inspection, section: str, judge: Callable[[Observation], Seen]) -> Seen:
    return _of_each(inspection.librechat, section, judge, "LibreChat")


def _of_each(probed: Sequence[Probed], section: str, judge: Callable[[Observation], Seen], title: str) -> Seen:
    """The worst of what the pods of a program have seen."""
    if not probed:
        raise NotPossibleError(f"no pod of a {title} is ready")
    outcomes = {each.pod: _judged(each, section, judge) for each in probed}
    worst = min((each.status for each in outcomes.values()), key=_WORST.index)
    texts = [
        each.text if len(outcomes) == 1 else f"{pod}: {each.text}"
        for pod, each in outcomes.items()
        if each.status is worst
    ]
    return Seen(worst, "; ".join(texts))


def _check_librechat(
    name: str, section: str, *, expected: str, action: str
) -> Callable[[Callable[[Observation], Seen]], Callable[[Observation], Seen]]:
    """Decorator that makes a function a check of one section of what LibreChat's pods have seen."""

    def register(judge: Callable[[Observation], Seen]) -> Callable[[Observation], Seen]:
        check(name, expected=expected, action=action)(lambda inspection: _of_librechat(inspection, section, judge))
        return judge

    return register


def _judged(probed: Probed, section: str, judge: Callable[[Observation], Seen]) -> Seen:
    if isinstance(probed.seen, Exception):
        raise probed.seen
    part = cast("Observation | None", probed.seen.get(section))
    if part is None:
        return skipped("not used")
    return failed(part["error"]) if "error" in part else judge(part)


@_check_librechat(
    "keys",
    "variables",
    expected="CREDS_KEY has 64 and CREDS_IV 32 hexadecimal digits; other secrets are long, and tokens have one each",
    action="Let `librechat.security` generate them, or give values of this format; what was encrypted with a wrong key "
    "is lost.",
)
def _keys(seen: Observation) -> Seen:
    secrets = cast("Mapping[str, Mapping[str, Any]]", seen["secrets"])
    problems = [f"{name} is missing" for name in (*_DIGITS, "JWT_SECRET", "JWT_REFRESH_SECRET") if name not in secrets]
    for name, shape in secrets.items():
        length = shape["length"]
        if name in _DIGITS and not (shape["hex"] and length == _DIGITS[name]):
            what = f"{length} hexadecimal digits" if shape["hex"] else f"{length} characters, not all hexadecimal"
            problems.append(f"{name} has {what}")
        elif name in _LEAST_LENGTH and length < _LEAST_LENGTH[name]:
            problems.append(f"{name} has {length} characters, fewer than {_LEAST_LENGTH[name]}")
        elif shape["blank"]:
            problems.append(f"{name} begins or ends with white space")
    if seen["sameTokens"]:
        problems.append("JWT_SECRET and JWT_REFRESH_SECRET are the same")
    return all_or_failed(problems, f"{len(secrets)} secrets")


@_check_librechat(
    "cookie-settings",
    "variables",
    expected="DOMAIN_SERVER is https, or of this machine, and cookies are Secure",
    action="Give `librechat.domain` without http://, and leave SESSION_COOKIE_SECURE and NODE_ENV alone.",
)
def _cookie_settings(seen: Observation) -> Seen:
    plain = cast("Mapping[str, str]", seen["plain"])
    url = urlsplit(plain.get("DOMAIN_SERVER", ""))
    if (url.hostname or "localhost") in _LOCAL:
        return ok("at this machine")
    problems: list[str] = []
    if url.scheme != "https":
        problems.append(f"DOMAIN_SERVER is {url.scheme}://: browsers drop Secure cookies, and nobody stays signed in")
    if plain.get("SESSION_COOKIE_SECURE", "").strip().lower() == "false" or plain.get("NODE_ENV") != "production":
        problems.append("cookies are not Secure: SESSION_COOKIE_SECURE or NODE_ENV says so")
    return all_or_failed(problems, "https")


@check(
    "trust-proxy",
    expected="TRUST_PROXY is the number of proxies in front, and LibreChat sees its clients' own addresses",
    action="Set `librechat.trust_proxy` to the number of proxies, for example 2 for a CDN or load balancer and an "
    "ingress, and have the first one see clients (`externalTrafficPolicy: Local`): else all share limits and bans.",
)
def _trust_proxy(inspection: Inspection) -> Seen:
    redis = _parts(inspection.librechat, "redis")
    return _of_librechat(inspection, "variables", lambda seen: _proxies(seen, redis))


def _parts(probed: Sequence[Probed], section: str) -> list[Observation]:
    parts = [each.seen.get(section) for each in probed if not isinstance(each.seen, Exception)]
    return [cast("Observation", part) for part in parts if part and "error" not in part]


def _proxies(seen: Observation, redis: Sequence[Observation]) -> Seen:
    value = cast("Mapping[str, str]", seen["plain"]).get("TRUST_PROXY", "1").strip()
    if not value.isdecimal() or int(value) == 0:
        return failed(f"TRUST_PROXY={value}, which LibreChat takes for 1")
    for clients in (each["clients"] for each in redis):
        if clients["total"] == clients["private"] == 1:
            return warning(f"TRUST_PROXY={value}, and all sign-ins of late came from one private address")
    return ok(f"TRUST_PROXY={value}")


@_check_librechat(
    "strategies",
    "server",
    expected="every enabled provider is registered in LibreChat",
    action="Restart LibreChat (`kubectl rollout restart deploy/NAME`): it registers a provider only at its start, and "
    "only if the issuer answers then.",
)
def _strategies(seen: Observation) -> Seen:
    answers = cast("Mapping[str, int]", seen["signIn"])
    if not answers:
        return skipped("only by email and password, or a directory")
    if all(status == 429 for status in answers.values()):
        return skipped("the limit of sign-in attempts is reached: wait five minutes")
    return all_or_failed(
        [f"{name}: {status}" for name, status in answers.items() if status >= 400 and status != 429], ", ".join(answers)
    )


@_check_librechat(
    "metrics",
    "server",
    expected="/metrics answers to METRICS_SECRET alone",
    action="Let `librechat.security` generate METRICS_SECRET.",
)
def _metrics(seen: Observation) -> Seen:
    if seen["wrongBearer"] == 200:
        return failed("200 with a wrong bearer")
    if seen["metrics"] is None:
        return warning("no METRICS_SECRET: no metrics are collected")
    if seen["metrics"] != 200 or not seen["series"]:
        return failed(f"{seen['metrics']} with METRICS_SECRET" + ("" if seen["series"] else ", without series"))
    return ok(f"200 with METRICS_SECRET, {seen['wrongBearer']} with another")


@_check_librechat(
    "document-database",
    "database",
    expected="LibreChat's user can connect, and the server takes writes",
    action="Look at the database's pod, or at `documentdb.external`.",
)
def _document_database(seen: Observation) -> Seen:
    name = "FerretDB" if seen["ferretdb"] else "MongoDB"
    return ok(f"{name} {seen['version']}") if seen["writable"] else failed(f"{name} {seen['version']} is read-only")


@_check_librechat(
    "indexes",
    "database",
    expected="every index of LibreChat's models exists",
    action="Restart LibreChat with one replica: it builds them at its start, and failures are only logged.",
)
def _indexes(seen: Observation) -> Seen:
    missing = cast("list[str]", seen["missing"])
    if not missing:
        return ok(f"{seen['total']} indexes")
    more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
    return failed(f"{len(missing)} of {seen['total']} missing: {', '.join(missing[:5])}{more}")


@check(
    "expiry",
    expected="nothing expired is older than a quarter of an hour, and FerretDB's scheduler runs",
    action="FerretDB: look at pg_cron in its Postgres (`cron.database_name`, `cron.job_run_details`). MongoDB: see "
    "ttlMonitorEnabled. Until then, temporary chats and sessions stay.",
)
def _expiry(inspection: Inspection) -> Seen:
    def judge(seen: Observation) -> Seen:
        overdue = sorted(set(cast("list[str]", seen["overdue"])))
        return failed(f"expired documents in {', '.join(overdue)}") if overdue else ok("nothing overdue")

    seen = _of_librechat(inspection, "database", judge)
    if seen.status is not Status.OK:
        return seen
    schedulers = {pod: counts.split() for pod, counts in inspection.expiry().items()}
    stopped = [pod for pod, counts in schedulers.items() if "0" in counts]
    return failed(f"no pg_cron worker or job in {', '.join(stopped)}") if stopped else seen


@_check_librechat(
    "valkey-password",
    "redis",
    expected="Valkey answers to LibreChat's password, and to nobody without it",
    action="Let `valkey` generate the password; of a server outside, switch authentication on.",
)
def _valkey_password(seen: Observation) -> Seen:
    if seen["ping"] != "PONG":
        return failed(f"PING: {seen['ping']}")
    return failed("PONG without a password") if seen["open"] == "PONG" else ok("PONG, and NOAUTH without a password")


@_check_librechat(
    "valkey-eviction",
    "redis",
    expected="maxmemory-policy noeviction, and nothing was evicted",
    action="Remove maxmemory-policy from `valkey.settings`, or set it on a server outside; raise `valkey.resources` if "
    "it is full. Evicted sessions and streams are lost.",
)
def _valkey_eviction(seen: Observation) -> Seen:
    if seen["policy"] is None:
        return skipped("the server does not tell its settings")
    evicted = int(seen["info"].get("evicted_keys", 0))
    if seen["policy"] != "noeviction":
        return failed(f"{seen['policy']}, {evicted} keys evicted")
    used, limit = (int(seen["info"].get(name, 0)) for name in ("used_memory", "maxmemory"))
    if limit and used > limit * 0.9:
        return warning(f"noeviction, and {used * 100 // limit} % of the memory in use: writes will be refused")
    return warning(f"noeviction, but {evicted} keys were evicted before") if evicted else ok("noeviction")


@_check_librechat(
    "valkey-persistence",
    "redis",
    expected="an append-only file that was written without errors",
    action="Remove appendonly from `valkey.settings`; if writes fail, look at the volume.",
)
def _valkey_persistence(seen: Observation) -> Seen:
    if seen["appendonly"] is None:
        return skipped("the server does not tell its settings")
    if seen["info"].get("aof_last_write_status", "ok") != "ok":
        return failed("the last write to the append-only file failed")
    return ok("appendonly yes") if seen["appendonly"] == "yes" else warning("appendonly no: a restart signs people out")


@_check_librechat(
    "meilisearch",
    "meilisearch",
    expected="Meilisearch is available to LibreChat's key alone, with the indexes of messages and conversations",
    action="Look at its pod; LibreChat makes the indexes when it starts with SEARCH=true. Another key than the one of "
    "the first start is refused: `meilisearch`.",
)
def _meilisearch(seen: Observation) -> Seen:
    problems = [] if seen["health"] == "available" else [f"health: {seen['health']}"]
    if seen["status"] != 200:
        problems.append(f"{seen['status']} with LibreChat's key")
    if seen["open"] == 200:
        problems.append("open without a key")
    if seen["status"] == 200:
        problems += [f"no index {name}" for name in ("messages", "convos") if name not in seen["indexes"]]
    if problems:
        return failed("; ".join(problems))
    return warning(f"{seen['failed']} failed tasks") if seen["failed"] else ok("available")


@check(
    "meilisearch-version",
    expected="the version of the image that the workspace declares",
    action="Meilisearch opens data of its own version only: put the image back, or remove the volume and have "
    "LibreChat index again.",
)
def _meilisearch_version(inspection: Inspection) -> Seen:
    tags = [
        parse_image_reference(container["image"]).tag
        for pod in inspection.workspace.ready_pods("meilisearch").values()
        for container in pod["spec"]["containers"]
        if "meilisearch" in container["image"]
    ]
    declared = [tag.removeprefix("v") for tag in tags if tag]
    expected = {*declared} if inspection.workspace.expected and declared else {images.MEILISEARCH.tag.removeprefix("v")}

    def judge(seen: Observation) -> Seen:
        if not seen["version"]:
            return skipped("the server does not tell its version")
        if seen["version"] in expected:
            return ok(seen["version"])
        return (failed if declared else warning)(f"{seen['version']}, not {' or '.join(sorted(expected))}")

    return _of_librechat(inspection, "meilisearch", judge)


@_check_librechat(
    "rag-api",
    "ragApi",
    expected="the RAG API is up, and takes LibreChat's tokens",
    action="Look at its logs and its database. Tokens are refused if its JWT_SECRET is another one than LibreChat's.",
)
def _rag_api(seen: Observation) -> Seen:
    # The status is 200 while the database is down.
    problems = [] if seen["health"] == "UP" else [f"/health: {seen['healthStatus']} {seen['health'] or ''}".strip()]
    if seen["withToken"] != 200:
        problems.append(f"{seen['withToken']} with LibreChat's token")
    return all_or_failed(problems, "UP")


@_check_librechat(
    "rag-api-closed",
    "ragApi",
    expected="the RAG API refuses requests without a token",
    action="Give the RAG API the JWT_SECRET of `librechat.security`: without one it answers everybody.",
)
def _rag_api_closed(seen: Observation) -> Seen:
    return ok(str(seen["open"])) if seen["open"] in (401, 403) else failed(f"GET /documents: {seen['open']}")


@check(
    "vector-database",
    expected="the extension vector, an index over the embeddings, and a role that is no superuser",
    action="Look at PgVector's pod, or create the extension and the role in the server of `pgvector.external`.",
)
def _vector_database(inspection: Inspection) -> Seen:
    return _of_each(inspection.rag_api, "database", _vector_problems, "RAG API")


def _vector_problems(seen: Observation) -> Seen:
    problems = [] if seen["vector"] else ["the extension vector is missing"]
    if seen["superuser"]:
        problems.append("the RAG API's role is a superuser")
    if seen["collection"] and not seen["index"]:
        problems.append("no index over langchain_pg_embedding")
    if problems:
        return failed("; ".join(problems))
    share = seen["connections"] * 100 // seen["limit"]
    text = f"Postgres {seen['version']}, vector {seen['vector']}, {seen['connections']} of {seen['limit']} connections"
    return warning(text) if share > _CONNECTIONS_PERCENT else ok(text)


@_check_librechat(
    "searxng",
    "searxng",
    expected="a search answers in JSON",
    action="Switch the format json on in `searxng.settings`; 429: switch its limiter off.",
)
def _searxng(seen: Observation) -> Seen:
    return ok("200 JSON") if seen["status"] == 200 and seen["json"] else failed(f"{seen['status']}, no JSON")


@check(
    "network-policies",
    expected="connections between pods that the policies forbid fail, and those that they allow open",
    action="Install a network plugin that enforces NetworkPolicies (Calico, Cilium, ...); or, if an allowed one fails, "
    "look at the policies and at the server.",
)
def _network_policies(inspection: Inspection) -> Seen:
    probed = [*inspection.librechat, *inspection.rag_api]
    open_: list[str] = []
    closed: list[str] = []
    tried = {True: 0, False: 0}
    for each in probed:
        if isinstance(each.seen, Exception):
            continue
        outcomes = {(seen["host"], seen["port"]): seen["outcome"] for seen in each.seen["connections"]}
        if any(outcomes[port] == "open" for port in closed_ports(each.expected_connections)):
            return skipped("something on the way accepts every connection, as service meshes do")
        for connection in each.expected_connections:
            outcome = outcomes[connection.host, connection.port]
            tried[connection.is_allowed] += 1
            if connection.is_allowed and outcome != "open":
                closed.append(f"{each.app} to {connection.service}: {outcome}")
            if not connection.is_allowed and outcome == "open":
                open_.append(f"{each.app} to {connection.service}")
    if open_:
        return failed(f"not enforced: {', '.join(open_)} opened")
    if closed:
        return failed("; ".join(closed))
    if not (tried[True] and tried[False]):
        return skipped("no pod could try")
    return ok(f"{tried[False]} forbidden failed, {tried[True]} allowed opened")


@check(
    "volumes",
    expected=f"no volume is fuller than {FULL_PERCENT} %",
    action="Enlarge it (`storage.size`, where the class allows expansion), or remove what is not needed.",
)
def _volumes(inspection: Inspection) -> Seen:
    filled, silent = inspection.volumes()
    full = [each for each in filled if each.percent > FULL_PERCENT]
    if full:
        text = "; ".join(f"{each.claim}: {each.percent} %" for each in full)
        return (failed if any(each.percent > _ALMOST_FULL_PERCENT for each in full) else warning)(text)
    if silent:
        return skipped(silent[0] + (f"; and {len(silent) - 1} more pods" if len(silent) > 1 else ""))
    if not filled:
        raise NotPossibleError("no pod has a volume")
    fullest = max(filled, key=lambda each: each.percent)
    return ok(f"{len(filled)} volumes, the fullest has {fullest.percent} %")
