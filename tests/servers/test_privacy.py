"""Exporting and erasing a person: the scripts as they run in the containers of LibreChat and the RAG API.

LibreChat's own packages ask a real database of MongoDB's protocol, a real Redis-compatible server and stand-ins of an
object store, of Meilisearch and of LibreChat itself; the RAG API's script asks a real Postgres. Two people have
something everywhere, and what is the other one's must stay.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import bson
import psycopg
import pytest

from homelab.components.librechat.search_cleanup import script as search_cleanup_script
from homelab.privacy import ledger
from homelab.privacy.archive import ArchiveError
from homelab.privacy.command import Erasure, export
from homelab.privacy.ledger import subject_of
from homelab.privacy.place import source
from homelab.privacy.replay import replay_erasures
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest
from tests.cache import cache
from tests.servers.age import age_programs
from tests.servers.documents import Documents, running_documents
from tests.servers.postgres import running_postgres
from tests.servers.processes import HOST
from tests.servers.redis_programs import redis_programs
from tests.servers.rendered import rendered_container
from tests.servers.valkey import Valkey, running_valkey
from tests.servers.web import Answer, Bucket, Search, serving
from tools.librechat.packages import install

PACKAGES = Path(__file__).parent / "librechat"
ANN, BOB = "64b0c0ffee0000000000000a", "64b0c0ffee0000000000000b"
ANNS_CHAT, BOBS_CHAT = "11111111-aaaa-4aaa-8aaa-111111111111", "22222222-bbbb-4bbb-8bbb-222222222222"
EMAILS = {ANN: "ann@example.com", BOB: "bob@example.com"}
POSTGRES = {"POSTGRES_USER": "rag", "POSTGRES_PASSWORD": "a-password-of-the-tests", "POSTGRES_DB": "rag"}
AUDIT_LOG = "auditlogs"


@dataclass(frozen=True)
class Cluster(Kubectl):
    """kubectl of a cluster in which one LibreChat and one RAG API run, as processes on this machine."""

    site: "Site" = field(kw_only=True)
    config_maps: dict[str, Manifest] = field(default_factory=dict[str, Manifest])

    def items(self, *kinds: str, selector: str | None = None) -> list[Manifest]:
        assert kinds == ("pods",)
        return [pod("librechat"), pod("rag-api")]

    def find(self, kind: str, name: str) -> Manifest | None:
        return self.config_maps.get(name)

    def apply(self, manifest: Manifest) -> None:
        self.config_maps[manifest["metadata"]["name"]] = manifest

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        assert arguments[:2] == ("auth", "whoami")
        return '{"status": {"userInfo": {"username": "operator"}}}'

    @contextmanager
    def stream(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> Generator[IO[bytes]]:
        yield io.BytesIO(self.site.execute(pod, command, stdin, encoding="latin-1").encode("latin-1"))

    def execute(self, pod: str, container: str, command: Sequence[str], *, stdin: str = "") -> str:
        return self.site.execute(pod, command, stdin)


def pod(app: str) -> Manifest:
    labels = {
        "app.kubernetes.io/name": app,
        "app.kubernetes.io/instance": f"ai-{app}",
        "app.kubernetes.io/part-of": "homelab",
        "app.kubernetes.io/managed-by": "pulumi",
    }
    return {
        "kind": "Pod",
        "metadata": {"name": f"ai-{app}-0", "labels": labels},
        "spec": {"containers": [{"name": app}]},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    }


@dataclass
class Site:
    """The servers, and the folder that stands for LibreChat's."""

    folder: Path
    documents: Documents
    valkey: Valkey
    postgres: psycopg.Connection
    bucket: Bucket
    search: Search
    account_deletion: int = 403
    """What LibreChat answers to the deletion of an account."""
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])
    rag_refuses: bool = False
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.kubectl = Cluster("ai", site=self)

    def execute(self, pod: str, command: Sequence[str], stdin: str, encoding: str = "utf-8") -> str:
        program = [sys.executable, *command[1:]] if command[0] == "python" else [*command]
        run = subprocess.run(
            program,
            input=stdin,
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            encoding=encoding,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def librechat(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.requests.append((f"{method} {target}", headers))
        return self.account_deletion, b"{}"

    def rag_api(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.requests.append((f"{method} {target}", headers))
        if self.rag_refuses:
            return 500, b"{}"
        rows = self.postgres.execute(
            "DELETE FROM langchain_pg_embedding WHERE custom_id = ANY(%s)", (json.loads(body),)
        )
        return (200 if rows.rowcount else 404), b"{}"

    def erase(self, person: str) -> list[str]:
        return list(Erasure.of(self.kubectl, person).run())

    def naming(self, person: str) -> dict[str, int]:
        """How many documents of each collection have the person's id anywhere."""
        found = {
            name: sum(person in str(each) for each in self.documents.database[name].find())
            for name in self.documents.database.list_collection_names()
        }
        return {name: count for name, count in found.items() if count}

    def files(self, person: str) -> list[str]:
        stored = [*self.bucket.objects, *(str(each) for each in self.folder.glob("[cu]*/**/*") if each.is_file())]
        return [each for each in stored if f"/{person}/" in each]

    def cache_keys(self) -> list[str]:
        return self.valkey.answer("keys", "*").split()

    def vectors(self) -> list[str]:
        rows = self.postgres.execute("SELECT custom_id FROM langchain_pg_embedding ORDER BY custom_id").fetchall()
        return [row[0] for row in rows]


@pytest.fixture(scope="module")
def packages() -> Path:
    return install(cache("librechat"), PACKAGES)


@pytest.fixture(scope="module")
def models(packages: Path) -> list[dict[str, Any]]:
    """LibreChat's models, with the fields that name a person."""
    script = source("person.cjs") + "console.log('\\n' + JSON.stringify(catalog(load('mongoose')))); process.exit(0);"
    plain = {"PATH": os.environ["PATH"], "LOG_TO_FILE": "false"}
    run = subprocess.run(
        ["node", "-"], input=script, env=plain, cwd=packages, capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout.splitlines()[-1])


@contextmanager
def running_vectors() -> Generator[psycopg.Connection]:
    with running_postgres(16, POSTGRES) as postgres:
        connection = postgres.connect(
            user=POSTGRES["POSTGRES_USER"], password=POSTGRES["POSTGRES_PASSWORD"], database="postgres"
        )
        connection.execute("CREATE DATABASE rag")
        connection.close()
        with postgres.connect(
            user=POSTGRES["POSTGRES_USER"], password=POSTGRES["POSTGRES_PASSWORD"], database="rag"
        ) as rag:
            rag.execute("CREATE EXTENSION vector")
            # As the RAG API's own library creates it.
            rag.execute(
                """CREATE TABLE langchain_pg_embedding (
                    uuid uuid PRIMARY KEY DEFAULT gen_random_uuid(), collection_id uuid,
                    embedding vector, document varchar, cmetadata jsonb, custom_id varchar)"""
            )
            yield rag


@pytest.fixture(scope="module")
def vectors() -> Iterator[psycopg.Connection]:
    with running_vectors() as connection:
        yield connection


@pytest.fixture
def site(
    packages: Path,
    models: Sequence[Mapping[str, Any]],
    vectors: psycopg.Connection,
    manifests: Sequence[Manifest],
    tmp_path: Path,
) -> Iterator[Site]:
    folder = tmp_path / "app"
    (folder / "api").mkdir(parents=True)
    (folder / "node_modules").symlink_to(packages / "node_modules")
    for name in ("valkey", "documents"):
        (tmp_path / name).mkdir()
    container = rendered_container(manifests, "valkey")
    with ExitStack() as stack:
        documents = stack.enter_context(running_documents(tmp_path / "documents"))
        valkey = stack.enter_context(running_valkey(container, redis_programs(), tmp_path / "valkey"))
        valkey.wait_until_ready()
        vectors.execute("TRUNCATE langchain_pg_embedding")
        site = Site(folder, documents, valkey, vectors, Bucket(), Search())
        addresses = {
            name: stack.enter_context(serving(respond))
            for name, respond in {
                "s3": site.bucket.respond,
                "search": site.search.respond,
                "chat": site.librechat,
                "rag": site.rag_api,
            }.items()
        }
        site.environment = environment(site, addresses)
        for person, chat in ((ANN, ANNS_CHAT), (BOB, BOBS_CHAT)):
            move_in(site, models, person, chat)
        yield site


def environment(site: Site, addresses: Mapping[str, str]) -> dict[str, str]:
    return {
        **{"PATH": os.environ["PATH"], "HOME": str(site.folder), "NODE_ENV": "production"},
        "JWT_SECRET": "a-secret-of-tokens-" * 3,
        "PORT": addresses["chat"].rpartition(":")[2],
        "MONGO_URI": site.documents.uri,
        **{"USE_REDIS": "true", "REDIS_URI": f"redis://{HOST}:{site.valkey.port}", "REDIS_KEY_PREFIX": "chat"},
        "REDIS_PASSWORD": site.valkey.container.environment["VALKEYCLI_AUTH"],
        **{"SEARCH": "true", "MEILI_HOST": addresses["search"], "MEILI_MASTER_KEY": site.search.key},
        "RAG_API_URL": addresses["rag"],
        **{"AWS_REGION": "eu-west-1", "AWS_BUCKET_NAME": "chat", "AWS_ENDPOINT_URL": addresses["s3"]},
        **{"AWS_FORCE_PATH_STYLE": "true", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "a-key-of-the-tests"},
        **{"DB_HOST": HOST, "DB_PORT": str(site.postgres.info.port), **POSTGRES},
    }


def move_in(site: Site, models: Sequence[Mapping[str, Any]], person: str, chat: str) -> None:
    """Put something of a person into every place there is."""
    database, key = site.documents.database, bson.ObjectId(person)
    database.users.insert_one({"_id": key, "email": EMAILS[person], "name": "A Person", "password": "a-hash"})
    for model in models:
        collection = database[model["collection"]]
        if "_id" in model["fields"].get("owner", []) and model["name"] != "User":
            collection.insert_one({"_id": key})
        for fields in model["fields"].values():
            for name in (each for each in fields if each not in ("_id", "email")):
                collection.insert_many([{name: [value] if name == "memberIds" else value} for value in (person, key)])
    database.tokens.insert_one({"email": EMAILS[person], "token": "an-invitation"})
    database.conversations.insert_one({"conversationId": chat, "user": person, "title": "A chat"})
    database.messages.insert_one({"messageId": f"m-{person}", "conversationId": chat, "user": person, "text": "hello"})
    for file_id, embedded in ((f"file-{person}", True), (f"picture-{person}", False)):
        database.files.insert_one({"user": key, "file_id": file_id, "embedded": embedded, "source": "local"})
    database.logs.insert_one({"key": f"violations:logins:{person}", "value": "{}"})
    database.agent_checkpoints.insert_one({"thread_id": chat, "checkpoint": "x"})
    database[AUDIT_LOG].insert_one({"seq": 1, "actor": {"id": person}, "target": {"id": "x"}})
    for name in (f"uploads/{person}/a.pdf", f"client/public/images/{person}/deep/b.png"):
        (site.folder / name).parent.mkdir(parents=True)
        (site.folder / name).write_text("content")
    for prefix in ("", "i/", "i/r/eu-west-1/"):
        site.bucket.objects[f"{prefix}images/{person}/c.png"] = b"a picture"
    for number in range(3):
        site.bucket.objects[f"uploads/{person}/{number}.txt"] = b"text"
    for index, document in (("messages", {"messageId": f"m-{person}"}), ("convos", {"conversationId": chat})):
        site.search.indexes.setdefault(index, []).append({**document, "user": person})
    site.valkey.answer("set", f"chat::user:{person}:jobs", "1")
    site.valkey.answer("hset", f"chat::stream:{{{chat}}}:job", "a", "1")
    site.valkey.answer("set", f"chat::openid-session:{person[-1]}", f'{{"passport":{{"user":"{person}"}}}}')
    rows = [(f"file-{person}", person), (f"forgotten-{person}", person), (f"picture-{person}", "agent_of_somebody")]
    for file_id, owner in rows:
        site.postgres.execute(
            "INSERT INTO langchain_pg_embedding (document, cmetadata, custom_id) VALUES ('text', %s, %s)",
            (json.dumps({"user_id": owner, "file_id": file_id}), file_id),
        )


def contents(site: Site, person: str) -> tuple[object, ...]:
    """All there is of a person."""
    search = {name: [each for each in all if each["user"] == person] for name, all in site.search.indexes.items()}
    keys = [key for key in site.cache_keys() if person in key or key.endswith(f"session:{person[-1]}")]
    vectors = [each for each in site.vectors() if each.endswith(person)]
    return site.naming(person), sorted(site.files(person)), search, sorted(keys), vectors


def test_nothing_of_a_person_is_left_and_nobody_else_loses_anything(site: Site):
    before = contents(site, BOB)
    lines = site.erase("Ann@Example.com ")
    assert site.naming(ANN) == {AUDIT_LOG: 1}
    assert site.documents.database.agent_checkpoints.distinct("thread_id") == [BOBS_CHAT]
    assert site.documents.database.tokens.distinct("email") == [EMAILS[BOB]]
    assert site.files(ANN) == []
    assert not (site.folder / "uploads" / ANN).exists()
    assert all(each["user"] == BOB for index in site.search.indexes.values() for each in index)
    assert not [key for key in site.cache_keys() if ANN in key or ANNS_CHAT in key or key.endswith("session:a")]
    assert not [each for each in site.vectors() if each.endswith(ANN)]
    assert contents(site, BOB) == before
    assert lines[-1].endswith("nothing is left")


def test_the_account_is_deleted_by_librechat_itself_first(site: Site):
    site.account_deletion = 200
    assert "LibreChat's own deletion: done" in site.erase(ANN)
    ((request, headers),) = [each for each in site.requests if "user" in each[0]]
    assert request == "DELETE /api/user/delete"
    assert headers["Authorization"].count(".") == 2


def test_only_the_ledger_and_the_audit_line_remember_by_a_hash(site: Site):
    lines = site.erase(EMAILS[ANN])
    (entry,) = ledger.read(site.kubectl, "ai-librechat")
    assert entry.subject == subject_of(ANN)
    assert entry.counts["vectors"] == 3
    (audit,) = [json.loads(line) for line in lines if line.startswith("{")]
    assert (audit["audit"], audit["operator"], audit["subject"]) == ("erase", "operator", subject_of(ANN))
    for text in (str(site.kubectl.config_maps), json.dumps(audit)):
        assert ANN not in text
        assert "ann@" not in text


def test_a_dry_run_counts_and_changes_nothing(site: Site):
    before = contents(site, ANN)
    lines = list(Erasure.of(site.kubectl, EMAILS[ANN]).preview())
    assert contents(site, ANN) == before
    assert site.kubectl.config_maps == {}
    assert not site.requests
    assert {"  cache keys: 3", "  vectors: 3", "  files in volume: 2", "  files in s3: 6"} <= set(lines)
    assert any("kept: 1 of auditlogs" in line for line in lines)


def test_an_erasure_that_failed_is_resumed_by_running_it_again(site: Site):
    site.bucket.refuses = True
    with pytest.raises(NoAnswerError):
        site.erase(EMAILS[ANN])
    site.bucket.refuses, site.rag_refuses = False, True
    with pytest.raises(NoAnswerError, match=f"vectors: RAG API.*answers 500.*homelab user erase {ANN}"):
        site.erase(EMAILS[ANN])
    assert site.documents.database.files.count_documents({"file_id": f"file-{ANN}"}) == 1
    site.rag_refuses = False
    assert site.erase(EMAILS[ANN])[-1].endswith("nothing is left")
    assert site.erase(ANN)[-1] == "erased: 0 items, nothing is left"
    with pytest.raises(NotPossibleError, match="no account has this address"):
        site.erase(EMAILS[ANN])


def test_what_others_own_too_is_handed_over_and_the_rest_goes_with_its_parts(site: Site):
    database, ann, bob = site.documents.database, bson.ObjectId(ANN), bson.ObjectId(BOB)
    shared, own, viewed = database.agents.insert_many(
        [{"id": name, "author": ann, "authorName": "Ann"} for name in ("shared", "own", "viewed")]
    ).inserted_ids
    picture = {"filepath": f"/images/{ANN}/deep/b.png", "source": "local"}
    database.agents.update_one({"_id": shared}, {"$set": {"avatar": picture}})
    group = database.promptgroups.insert_one({"author": ann}).inserted_id
    version = database.prompts.insert_one({"groupId": group, "author": bob}).inserted_id
    skill = database.skills.insert_one({"author": bob}).inserted_id
    page = {"skillId": skill, "storageKey": f"uploads/{ANN}/1.txt"}
    part = database.skillfiles.insert_one({**page, "author": ann}).inserted_id
    entry = {"principalType": "user", "permBits": 15}
    database.aclentries.insert_many(
        [
            *({**entry, "resourceId": each, "principalId": ann} for each in (shared, own, viewed, group)),
            {**entry, "resourceId": shared, "principalId": bob},
            {**entry, "resourceId": viewed, "principalId": bob, "permBits": 1},
        ]
    )
    for _ in range(2):
        assert site.erase(ANN)[-1].endswith("nothing is left")
    kept = {"_id": shared, "id": "shared", "author": bob, "avatar": picture}
    assert database.agents.find_one({"_id": shared}) == kept
    assert site.files(ANN) == [f"uploads/{ANN}/1.txt", str(site.folder / f"client/public/images/{ANN}/deep/b.png")]
    for collection, gone in (("agents", own), ("agents", viewed), ("promptgroups", group), ("prompts", version)):
        assert database[collection].find_one({"_id": gone}) is None
    assert database.skillfiles.find_one({"_id": part}) == {"_id": part, **page, "author": bob}
    assert database.aclentries.distinct("resourceId", {"resourceId": {"$exists": True}}) == [shared]


def test_what_nobody_knows_is_reported(site: Site):
    site.documents.database.inventions.insert_one({"a": 1})
    lines = list(Erasure.of(site.kubectl, ANN).preview())
    assert "  not known whether personal: collection inventions" in lines
    assert not any("model " in line for line in lines)


def test_an_unknown_collection_that_names_the_person_is_left_and_fails(site: Site):
    site.documents.database.inventions.insert_one({"user": ANN})
    with pytest.raises(NoAnswerError, match="collection inventions: 1"):
        site.erase(ANN)


def test_a_restored_backup_is_erased_again(site: Site, models: Sequence[Mapping[str, Any]]):
    site.erase(ANN)
    move_in(site, models, ANN, ANNS_CHAT)
    before = contents(site, BOB)
    lines = list(replay_erasures(site.kubectl))
    assert lines[-1] == "erasure ledger: 1 erasures, 1 of them replayed"
    assert site.naming(ANN) == {AUDIT_LOG: 2}
    assert site.files(ANN) == []
    assert not [each for each in site.vectors() if each.endswith(ANN)]
    assert contents(site, BOB) == before


def test_files_and_vectors_without_an_account_are_found_by_the_ledger(site: Site, models: Sequence[Mapping[str, Any]]):
    site.erase(ANN)
    (site.folder / "uploads" / ANN).mkdir()
    (site.folder / "uploads" / ANN / "restored.pdf").write_text("content")
    assert "erased again: 1 items" in next(replay_erasures(site.kubectl))
    assert site.files(ANN) == []


def read_archive(content: IO[bytes]) -> dict[str, bytes]:
    with tarfile.open(fileobj=content) as archive:
        return {each.name: found.read() for each in archive if (found := archive.extractfile(each))}


def test_an_export_holds_everything_and_nothing_of_others(
    site: Site, models: Sequence[Mapping[str, Any]], tmp_path: Path
):
    lines = list(export(site.kubectl, EMAILS[ANN], tmp_path))
    (file,) = tmp_path.glob("*.tar")
    assert file.stat().st_mode & 0o777 == 0o600
    archive = read_archive(file.open("rb"))
    manifest = json.loads(archive.pop("manifest.json"))
    assert {each["name"]: each["sha256"] for each in manifest["entries"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in archive.items()
    }
    rows = {name: content.count(b"\n") for name, content in archive.items() if not name.startswith("files/")}
    assert {each["name"]: each["rows"] for each in manifest["entries"] if each["rows"] is not None} == rows
    documents = {name.split("/")[1].rpartition("-")[0] for name in rows if name.startswith("documents/")}
    own = {each["collection"] for each in models if {"owner", "author", "principal", "member"} & set(each["fields"])}
    assert own - documents == {"agentapikeys", "keys", "pluginauths", "refreshtokenbridges", "sessions", "tokens"}
    assert {"users", "messages", "conversations", "logs"} <= documents
    assert archive[f"files/volume/uploads/{ANN}/a.pdf"] == b"content"
    assert archive[f"files/s3/i/images/{ANN}/c.png"] == b"a picture"
    assert sum(name.startswith("files/s3/") for name in archive) == 6
    assert rows["vectors/texts-0-0001.jsonl"] == 3
    assert not any(BOB.encode() in content or BOB in name for name, content in archive.items())
    assert "not encrypted" in lines[-1]
    assert json.loads(lines[0])["audit"] == "export"


def test_no_credential_is_exported(site: Site, tmp_path: Path):
    database, ann = site.documents.database, bson.ObjectId(ANN)
    secret = "a-secret-of-the-tests"
    database.users.update_one({"_id": ann}, {"$set": {"totpSecret": secret, "backupCodes": [{"codeHash": secret}]}})
    database.keys.insert_one({"userId": ann, "value": secret})
    headers = {"headers": {"X-Any": secret}, "oauth": {"client_id": "shown", "client_secret": secret}}
    database.mcpservers.insert_one({"author": ann, "serverName": "files", "config": headers})
    database.actions.insert_one({"user": ann, "metadata": {"api_key": secret, "domain": "shown.example.com"}})
    list(export(site.kubectl, ANN, tmp_path / "out.tar"))
    content = b"".join(read_archive((tmp_path / "out.tar").open("rb")).values())
    assert secret.encode() not in content
    assert b"a-hash" not in content
    assert b"shown.example.com" in content
    assert b'"client_id":"shown"' in content


def test_an_export_is_encrypted_for_its_recipient(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(age_programs()), prepend=os.pathsep)
    key = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
    (tmp_path / "key").write_text(key.stdout)
    recipient = key.stderr.removeprefix("Public key: ").strip()
    list(export(site.kubectl, ANN, tmp_path / "out.tar.age", recipient))
    command = ["age", "--decrypt", "--identity", str(tmp_path / "key"), str(tmp_path / "out.tar.age")]
    opened = subprocess.run(command, capture_output=True, check=True)
    assert "manifest.json" in read_archive(io.BytesIO(opened.stdout))
    with pytest.raises(ArchiveError, match=r"age: .*recipient"):
        list(export(site.kubectl, ANN, tmp_path / "other", "no-recipient"))
    assert sorted(each.name for each in tmp_path.glob("*o*t*")) == ["documents", "out.tar.age"]


def test_an_export_that_breaks_off_leaves_no_file(site: Site, tmp_path: Path):
    site.bucket.refuses = True
    with pytest.raises(NoAnswerError):
        list(export(site.kubectl, ANN, tmp_path / "out.tar"))
    assert not list(tmp_path.glob("*out*"))


def test_expired_messages_are_deleted_from_the_search(site: Site):
    expired = [{"messageId": f"expired-{number}", "user": ANN} for number in range(2500)]
    site.search.indexes["messages"] = [*expired[:2000], *site.search.indexes["messages"], *expired[2000:]]
    output = site.execute("", ["node", "-e", search_cleanup_script()], "")
    assert output.splitlines() == ["messages: 2500 expired documents deleted", "convos: 0 expired documents deleted"]
    assert [each["messageId"] for each in site.search.indexes["messages"]] == [f"m-{ANN}", f"m-{BOB}"]
    assert len(site.search.indexes["convos"]) == 2
