"""A workspace whose LibreChat is a node process with LibreChat's own packages, on real and stand-in servers."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from homelab.doctor.checks import Finding
from homelab.doctor.inside import INSIDE
from homelab.running.workspace import Manifest
from tests.cache import cache
from tests.doctor.cluster import inspection, only, running_objects
from tests.doctor.site import Reply, StandIn, running
from tests.servers.mongo import MongoStandIn, running_mongo
from tests.servers.processes import HOST
from tests.servers.redis_programs import redis_programs
from tests.servers.rendered import rendered_container
from tests.servers.valkey import Valkey, running_valkey
from tools.librechat.packages import install

PACKAGES = Path(__file__).parent / "librechat"
SECRETS = {
    "CREDS_KEY": "0123456789abcdef" * 4,
    "CREDS_IV": "fedcba9876543210" * 2,
    "JWT_SECRET": "a-secret-of-tokens-" * 3,
    "JWT_REFRESH_SECRET": "another-secret-of-tokens-" * 3,
    "MEILI_MASTER_KEY": "a-master-key-of-the-tests",
    "METRICS_SECRET": "a-bearer-of-the-tests",
}


@dataclass
class Patient:
    """A workspace whose LibreChat is a node process with LibreChat's packages."""

    folder: Path
    valkey: Valkey
    mongo: MongoStandIn
    librechat: StandIn
    backends: StandIn
    """Meilisearch and the RAG API."""
    objects: list[Manifest]
    environment: dict[str, str] = field(default_factory=dict[str, str])
    printed: list[str] = field(default_factory=list[str])

    def execute(self, pod: str, command: Sequence[str], stdin: str) -> str:
        if command[0] != "node":
            return "1 4" if command[0] == "sh" else ""
        run = subprocess.run(
            command, input=stdin, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=True
        )
        self.printed.append(run.stdout + run.stderr)
        return run.stdout

    def look(self) -> dict[str, Finding]:
        subject = inspection(self.objects, self.execute)
        return {each.check: each for each in INSIDE.run(subject, "ai")}


@pytest.fixture(scope="module")
def packages() -> Path:
    return install(cache("librechat"), PACKAGES)


@pytest.fixture(scope="module")
def indexes(packages: Path) -> str:
    """The indexes of LibreChat's models, as its package declares them, in JSON."""
    program = """
        const mongoose = require('mongoose');
        mongoose.set('autoIndex', false); mongoose.set('autoCreate', false);
        require('@librechat/data-schemas').createModels(mongoose);
        const all = {};
        for (const name of mongoose.modelNames()) {
          const model = mongoose.model(name);
          all[model.collection.collectionName] = model.schema.indexes().map(([key, { expireAfterSeconds }]) =>
            expireAfterSeconds === undefined ? { key } : { key, expireAfterSeconds });
        }
        console.log('\\n' + JSON.stringify(all)); process.exit(0)"""
    plain = {"PATH": os.environ["PATH"], "LOG_TO_FILE": "false"}
    run = subprocess.run(["node", "-e", program], env=plain, cwd=packages, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-1]


@pytest.fixture
def patient(packages: Path, indexes: str, manifests: Sequence[Mapping[str, Any]], tmp_path: Path) -> Iterator[Patient]:
    folder = tmp_path / "app"
    (folder / "api").mkdir(parents=True)
    (folder / "node_modules").symlink_to(packages / "node_modules")
    (tmp_path / "valkey").mkdir()
    container = rendered_container(manifests, "valkey")
    with ExitStack() as stack:
        valkey = stack.enter_context(running_valkey(container, redis_programs(), tmp_path / "valkey"))
        valkey.wait_until_ready()
        mongo = stack.enter_context(running_mongo())
        librechat, backends = stack.enter_context(running()), stack.enter_context(running())
        make_sound(librechat, backends)
        patient = Patient(folder, valkey, mongo, librechat, backends, reachable(manifests, valkey.port))
        patient.environment = environment(patient)
        mongo.indexes = json.loads(indexes)
        yield patient


def environment(patient: Patient) -> dict[str, str]:
    return {
        **SECRETS,
        "PATH": os.environ["PATH"],
        "HOME": str(patient.folder),
        "NODE_ENV": "production",
        "NODE_OPTIONS": "--max-old-space-size=998",
        "DOMAIN_SERVER": "https://chat.example.com",
        "TRUST_PROXY": "1",
        "PORT": patient.librechat.url.rpartition(":")[2],
        "MONGO_URI": patient.mongo.uri,
        "USE_REDIS": "true",
        "REDIS_URI": f"redis://{HOST}:{patient.valkey.port}",
        "REDIS_PASSWORD": patient.valkey.container.environment["VALKEYCLI_AUTH"],
        "REDIS_KEY_PREFIX": "chat",
        "SEARCH": "true",
        "MEILI_HOST": patient.backends.url,
        "RAG_API_URL": patient.backends.url + "/",
    }


def reachable(manifests: Sequence[Mapping[str, Any]], valkey_port: int) -> list[Manifest]:
    """LibreChat, Valkey at its port on this machine, and PgVector at a port where nothing listens."""
    apps = ("librechat", "valkey", "pgvector")
    found = [
        each
        for each in running_objects(manifests)
        if each["metadata"].get("labels", {}).get("app.kubernetes.io/name") in apps
        and each["metadata"]["name"] not in ("ws-librechat-1", "ws-librechat-2")
    ]
    for policy in (each for each in found if each["kind"] == "NetworkPolicy"):
        for rule in (*policy["spec"].get("ingress", []), *policy["spec"].get("egress", [])):
            for port in rule.get("ports", []):
                port["port"] = valkey_port if port["port"] == 6379 else port["port"]
    for app, port in (("valkey", valkey_port), ("pgvector", 1)):
        pod = only(found, "Pod", app)
        pod["status"]["podIP"] = HOST
        pod["spec"]["containers"][0]["ports"][0]["containerPort"] = port
    return found


def make_sound(librechat: StandIn, backends: StandIn) -> None:
    def bearer(secret: str, reply: Reply) -> Callable[[Mapping[str, str]], Reply]:
        return lambda headers: reply if headers.get("Authorization") == f"Bearer {secret}" else Reply(401)

    librechat.replies["GET /metrics"] = bearer(SECRETS["METRICS_SECRET"], Reply(200, "http_requests_total 1"))
    key = SECRETS["MEILI_MASTER_KEY"]
    backends.set("GET /health", body={"status": "available"})
    backends.replies["GET /version"] = bearer(key, Reply(200, {"pkgVersion": "1.35.1"}))
    backends.replies["GET /stats"] = bearer(key, Reply(200, {"indexes": {"messages": {}, "convos": {}}}))
    backends.replies["GET /tasks?statuses=failed&limit=1"] = bearer(key, Reply(200, {"total": 0}))
    backends.replies["GET /documents"] = lambda headers: Reply(200 if is_valid_token(headers) else 401, [])


def is_valid_token(headers: Mapping[str, str]) -> bool:
    text, _, signature = headers.get("Authorization", "").removeprefix("Bearer ").rpartition(".")
    expected = hmac.new(SECRETS["JWT_SECRET"].encode(), text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(expected).rstrip(b"=").decode() == signature
