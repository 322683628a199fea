"""The scripts of backup, restore and rehearsal on real parts: Postgres with pgvector, restic, sops and age.

MongoDB's tools cannot be had everywhere: stubs show in which order they are called, and with what.
"""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from homelab.components.backup.containers import SCRIPTS
from homelab.components.pgvector import INIT_SCRIPT
from tests.servers.debian import debian_packages
from tests.servers.go_programs import built, has_go
from tests.servers.postgres import INSTALLATIONS, Postgres, running_postgres
from tests.servers.processes import HOST, Account, wait_until, write_program

TOOLS = ("restic", "jq")
SUPERUSER = {
    "POSTGRES_USER": "postgres",
    "POSTGRES_DB": "postgres",
    "POSTGRES_PASSWORD": "superuser-password",
    "APP_USER": "rag",
    "APP_PASSWORD": "rag-password",
    "APP_DATABASE": "rag",
}
ROLE: dict[str, Any] = {"user": "rag", "password": "rag-password", "database": "rag"}
REFUSED, FAILED = 3, 1


@pytest.fixture(scope="session")
def tools() -> str:
    """PATH with restic and jq."""
    if all(shutil.which(tool) for tool in TOOLS):
        return os.environ["PATH"]
    unpacked = debian_packages("backup", *TOOLS)
    return f"{unpacked.programs}:{os.environ['PATH']}"


@dataclass
class Pod:
    """Where scripts find their folders, and their variables."""

    folder: Path
    path: str
    variables: dict[str, str] = field(default_factory=dict[str, str])
    account: Account = field(default_factory=Account)

    def __post_init__(self) -> None:
        for name in ("staging", "private", "files", "cache", "erasures", "keys", "scratch"):
            (self.folder / name).mkdir()
        self.programs = self.folder / "programs"
        self.programs.mkdir()
        shutil.copytree(SCRIPTS, self.folder / "scripts")

    @property
    def environment(self) -> dict[str, str]:
        folders = {
            name.upper(): str(self.folder / name)
            for name in ("staging", "private", "files", "erasures", "keys", "scratch")
        }
        return {
            **folders,
            "PATH": f"{self.programs}:{self.path}",
            "HOME": str(self.folder / "private"),
            "RESTIC_CACHE_DIR": str(self.folder / "cache"),
            "RESTIC_PASSWORD": "repository-password",
            "WORKSPACE": "ws",
            "STORES": "files",
            "OWN_STORES": "files",
            "FORGET": "true",
            "KEEP_DAILY": "7",
            "KEEP_WEEKLY": "5",
            "KEEP_MONTHLY": "12",
            "VERIFY_ON": "0",
            "VERIFY_SHARE": "100%",
            "ACTION": "restore",
            "SNAPSHOT": "latest",
            "FORCE": "false",
            **self.variables,
        }

    def command(self, script: str) -> list[str]:
        return ["sh", str(self.folder / "scripts" / f"{script}.sh")]

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(script),
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
            user=self.account.user,
            group=self.account.group,
            extra_groups=self.account.extra_groups,
        )

    def succeed(self, script: str, **variables: str) -> str:
        done = self.run(script, **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def write(self, path: str, content: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def snapshots(self) -> list[dict[str, Any]]:
        return json.loads(self.succeed("fetch", ACTION="list").partition(" ")[2])


@pytest.fixture
def new_pod(tools: str, tmp_path: Path) -> Callable[[], Pod]:
    """A new pod of the same workspace, with the same repository."""
    count = iter(range(100))

    def create() -> Pod:
        # Each as it would be in a cluster: at the same paths, but with folders of its own.
        folder = tmp_path / f"pod-{next(count)}"
        folder.mkdir()
        return Pod(folder, tools, {"RESTIC_REPOSITORY": str(tmp_path / "repository")})

    return create


@pytest.fixture
def pod(new_pod: Callable[[], Pod]) -> Pod:
    return new_pod()


def test_files_come_back_with_their_folders(new_pod: Callable[[], Pod]):
    pod = new_pod()
    pod.write("files/uploads/user/a file.txt", "text")
    pod.write("files/images/b", "image")
    for number in range(40):
        (pod.folder / "files" / "uploads" / f"large-{number}").write_bytes(os.urandom(1_000_000))
    pod.succeed("backup")
    target = new_pod()
    target.succeed("fetch")
    target.succeed("files-restore")
    large = {file for file in _files(target) if file.name.startswith("large-")}
    assert {file.name: file.read_bytes() for file in large} == {
        f"large-{number}": (pod.folder / "files" / "uploads" / f"large-{number}").read_bytes() for number in range(40)
    }
    restored = {
        str(file.relative_to(target.folder / "files")): file.read_text() for file in _files(target) if file not in large
    }
    assert restored == {"uploads/user/a file.txt": "text", "images/b": "image"}


def test_a_volume_with_files_is_refused_unless_forced_and_keeps_what_it_has(new_pod: Callable[[], Pod]):
    pod = new_pod()
    pod.write("files/uploads/a", "old")
    pod.succeed("backup")
    pod.write("files/uploads/a", "new")
    pod.write("files/uploads/b", "later")
    for name in ("staging", "private"):
        shutil.rmtree(pod.folder / name)
        (pod.folder / name).mkdir()
    refused = pod.run("fetch")
    assert (refused.returncode, refused.stdout.splitlines()[-1]) == (
        REFUSED,
        "homelab-refused the volume for files has some",
    )
    pod.succeed("fetch", FORCE="true")
    pod.succeed("files-restore", FORCE="true")
    assert {file.name: file.read_text() for file in _files(pod)} == {"a": "old", "b": "later"}


def test_snapshots_have_one_host_and_their_counts_and_old_ones_are_forgotten(pod: Pod):
    pod.write("files/a", "a")
    for _ in range(3):
        pod.succeed("backup", KEEP_DAILY="1", KEEP_WEEKLY="0", KEEP_MONTHLY="0")
    (snapshot,) = pod.snapshots()
    assert snapshot["hostname"] == "ws" != socket.gethostname()
    assert snapshot["tags"] == ["homelab", "store=files", "files.count=1"]


def test_counts_that_change_do_not_keep_snapshots_for_ever(pod: Pod):
    for number in range(3):
        pod.write(f"files/{number}", "a")
        pod.succeed("backup", KEEP_DAILY="1", KEEP_WEEKLY="0", KEEP_MONTHLY="0")
    (snapshot,) = pod.snapshots()
    assert "files.count=3" in snapshot["tags"]


def test_another_workspace_in_the_same_repository_keeps_its_own(pod: Pod):
    pod.write("files/a", "a")
    for _ in range(2):
        pod.succeed("backup", WORKSPACE="other")
    for _ in range(2):
        pod.succeed("backup", KEEP_DAILY="1", KEEP_WEEKLY="0", KEEP_MONTHLY="0")
    others = json.loads(pod.succeed("fetch", ACTION="list", WORKSPACE="other").partition(" ")[2])
    assert (len(pod.snapshots()), len(others)) == (1, 1)


def test_without_forgetting_all_are_kept(pod: Pod):
    pod.write("files/a", "a")
    for _ in range(2):
        pod.succeed("backup", FORGET="false", KEEP_DAILY="1", KEEP_WEEKLY="0", KEEP_MONTHLY="0")
    assert len(pod.snapshots()) == 2


@pytest.mark.parametrize("store", ["documents", "vectors", "keys"])
def test_a_missing_dump_is_no_snapshot(pod: Pod, store: str):
    failed = pod.run("backup", STORES=f"{store} files")
    assert failed.returncode == FAILED
    assert f"there is no dump of {store}" in failed.stderr
    assert not (pod.folder.parent / "repository").exists()


def test_a_wrong_password_says_so_and_changes_nothing(pod: Pod):
    pod.write("files/a", "a")
    pod.succeed("backup")
    failed = pod.run("backup", RESTIC_PASSWORD="another-password")
    assert failed.returncode == FAILED
    assert "wrong password" in failed.stderr
    assert len(pod.snapshots()) == 1


def test_a_full_disk_fails_and_leaves_no_snapshot(pod: Pod):
    pod.write("files/a", "a")
    pod.succeed("backup")
    (pod.folder / "files" / "large").write_bytes(os.urandom(4_000_000))
    # Writing ends after half a megabyte, as it does on a full disk.
    limited = subprocess.run(
        ["sh", "-c", 'ulimit -f 1000; exec "$@"', "sh", *pod.command("backup")],
        env=pod.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert limited.returncode != 0
    assert len(pod.snapshots()) == 1
    pod.succeed("backup", VERIFY_ON=time.strftime("%u", time.gmtime()))
    assert "files.count=2" in pod.snapshots()[-1]["tags"]


def test_after_a_kill_in_the_middle_the_next_backup_is_whole(pod: Pod):
    pod.write("files/a", "a")
    pod.succeed("backup")
    (pod.folder / "files" / "large").write_bytes(os.urandom(60_000_000))
    data = pod.folder.parent / "repository" / "data"
    before = sum(1 for _ in data.rglob("*"))
    backup = subprocess.Popen(pod.command("backup"), env=pod.environment, start_new_session=True)
    while sum(1 for _ in data.rglob("*")) == before:
        assert backup.poll() is None
        time.sleep(0.005)
    os.killpg(backup.pid, signal.SIGKILL)
    backup.wait()
    # A restic of the same host takes a lock for stale once its process is gone, which init may take a moment to reap.
    wait_until(lambda: not _is_running(backup.pid), "the killed backup is gone")
    assert len(pod.snapshots()) == 1
    assert any((pod.folder.parent / "repository" / "locks").iterdir())
    output = pod.succeed("backup", VERIFY_ON=time.strftime("%u", time.gmtime()))
    assert "no errors were found" in output
    assert "files.count=2" in pod.snapshots()[-1]["tags"]


def test_a_damaged_repository_is_found_before_anything_is_changed(new_pod: Callable[[], Pod]):
    pod = new_pod()
    (pod.folder / "files" / "a").write_bytes(os.urandom(2_000_000))
    pod.succeed("backup")
    largest = max((pod.folder.parent / "repository" / "data").rglob("*"), key=lambda file: file.stat().st_size)
    largest.chmod(0o600)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    target = new_pod()
    assert target.run("fetch").returncode not in (0, REFUSED)
    assert _files(target) == []


def test_an_unknown_snapshot_and_a_missing_store_are_refused(new_pod: Callable[[], Pod]):
    pod = new_pod()
    pod.write("files/a", "a")
    pod.succeed("backup")
    for variables, reason in (
        ({"SNAPSHOT": "0123abcd"}, "there is no snapshot 0123abcd of ws"),
        ({"WORKSPACE": "other"}, "there is no snapshot latest of other"),
        ({"STORES": "vectors"}, f"snapshot {pod.snapshots()[0]['short_id']} has no vectors"),
    ):
        refused = new_pod().run("fetch", **variables)
        assert refused.returncode == REFUSED, refused.stderr
        assert refused.stdout.splitlines()[-1] == f"homelab-refused {reason}"


def test_the_ledger_of_erased_people_is_in_the_snapshot_and_printed_by_a_restore(new_pod: Callable[[], Pod]):
    lines = '{"user":"abc","note":"a \\"quoted\\" \\\\ word"}\n{"user":"def"}\n'
    pod = new_pod()
    pod.write("files/a", "a")
    pod.write("erasures/ledger.jsonl", lines)
    pod.succeed("backup")
    printed = new_pod().succeed("fetch")
    (ledger,) = (line for line in printed.splitlines() if line.startswith("homelab-ledger "))
    assert json.loads(ledger.partition(" ")[2]) == lines


def test_the_newest_snapshot_of_a_list_is_what_latest_means(new_pod: Callable[[], Pod]):
    pod = new_pod()
    for content in ("one", "two"):
        pod.write("files/a", content)
        pod.succeed("backup", FORGET="false")
    first, second = sorted(pod.snapshots(), key=lambda each: each["time"])
    assert f"homelab-snapshot {second['short_id']}" in new_pod().succeed("fetch")
    target = new_pod()
    target.succeed("fetch", SNAPSHOT=first["short_id"])
    target.succeed("files-restore")
    assert (target.folder / "files" / "a").read_text() == "one"


def _is_running(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _files(pod: Pod) -> list[Path]:
    return [file for file in (pod.folder / "files").rglob("*") if file.is_file()]


# Keys


def test_keys_are_read_with_the_private_key_alone(pod: Pod):
    if not has_go():
        pytest.skip("sops is built with Go 1.26 or newer, and there is no `go` on PATH: see go.dev/dl")
    programs = built("sops", "github.com/getsops/sops/v3/cmd/sops", "filippo.io/age/cmd/age-keygen")
    pod.path = f"{programs}:{pod.path}"
    identity = pod.folder / "identity"
    subprocess.run([programs / "age-keygen", "-o", identity], check=True, capture_output=True)
    recipient = subprocess.run(
        [programs / "age-keygen", "-y", identity], check=True, capture_output=True, text=True
    ).stdout.strip()
    keys = {"CREDS_KEY": "0123456789abcdef" * 4, "DOCUMENTDB_URI": "mongodb://a:b%21@c/d?e=f&g=h"}
    for name, value in keys.items():
        pod.write(f"keys/{name}", value)
    pod.succeed("keys", RECIPIENTS=recipient)
    encrypted = pod.folder / "staging" / "keys.env"
    assert not [value for value in keys.values() if value in encrypted.read_text()]
    assert list((pod.folder / "private").iterdir()) == []
    pod.succeed("backup", STORES="keys")
    (fingerprint,) = (tag for tag in pod.snapshots()[0]["tags"] if tag.startswith("keys="))
    assert fingerprint == f"keys={hashlib.sha256(keys['CREDS_KEY'].encode()).hexdigest()[:12]}"

    def decrypt(**variables: str) -> subprocess.CompletedProcess[str]:
        command = [programs / "sops", "decrypt", "--input-type", "dotenv", "--output-type", "dotenv", encrypted]
        return subprocess.run(
            command, env={"HOME": str(pod.folder), **variables}, capture_output=True, text=True, check=False
        )

    decrypted = decrypt(SOPS_AGE_KEY_FILE=str(identity)).stdout
    assert dict(line.split("=", 1) for line in decrypted.splitlines()) == keys
    assert decrypt().returncode != 0


# Vectors


@pytest.fixture(scope="module", params=INSTALLATIONS)
def server(request: pytest.FixtureRequest) -> Iterator[Postgres]:
    with running_postgres(request.param, SUPERUSER) as running:
        running.run_init_script(INIT_SCRIPT, SUPERUSER)
        yield running


@pytest.fixture
def vectors(server: Postgres, tools: str) -> Iterator[Pod]:
    """A pod beside a database with 300 vectors and an HNSW index."""
    account = _account(server)
    folder = Path(tempfile.mkdtemp(prefix="homelab-backup-"))
    path = f"{server.installation / 'bin'}:{tools}"
    pod = Pod(folder, path, account=account)
    pod.variables = {
        **{"PGHOST": HOST, "PGPORT": str(server.port), "PGUSER": "rag", "PGDATABASE": "rag"},
        **{"PGPASSWORD": "rag-password", "OWN_STORES": "vectors"},
    }
    for file in (folder, *folder.rglob("*")):
        os.chown(file, account.user or -1, account.group or -1)
    with server.connect(**ROLE) as database:
        _fill(database)
    try:
        yield pod
    finally:
        shutil.rmtree(folder)


def _account(server: Postgres) -> Account:
    """The server's: Postgres refuses to run as root."""
    owner = server.folder.stat()
    return Account(owner.st_uid, owner.st_gid, ()) if os.geteuid() == 0 else Account()


def _fill(database: psycopg.Connection) -> None:
    database.execute("DROP TABLE IF EXISTS langchain_pg_embedding, langchain_pg_collection")
    database.execute("CREATE TABLE langchain_pg_collection (name varchar, uuid uuid PRIMARY KEY)")
    database.execute("INSERT INTO langchain_pg_collection VALUES ('files', gen_random_uuid())")
    database.execute("CREATE TABLE langchain_pg_embedding (id int PRIMARY KEY, embedding vector(3), document text)")
    database.execute(
        "INSERT INTO langchain_pg_embedding "
        "SELECT i, ARRAY[i, i % 7, 1]::real[]::vector, 'text ' || i FROM generate_series(1, 300) i"
    )
    database.execute("CREATE INDEX hnsw ON langchain_pg_embedding USING hnsw (embedding vector_l2_ops)")


def _nearest(database: psycopg.Connection) -> Any:
    query = "SELECT id, document FROM langchain_pg_embedding ORDER BY embedding <-> '[100, 2, 1]' LIMIT 1"
    return database.execute(query).fetchone()


def test_vectors_are_counted_at_the_moment_of_the_dump(vectors: Pod):
    vectors.succeed("vectors-dump")
    counts = (vectors.folder / "staging" / "vectors.counts").read_text().splitlines()
    assert counts == ["vectors langchain_pg_collection 1 1", "vectors langchain_pg_embedding 300 300"]


def test_the_role_restores_rows_and_the_index_into_a_database_that_has_the_extension(vectors: Pod, server: Postgres):
    vectors.succeed("vectors-dump")
    with server.connect(**ROLE) as database:
        database.execute("DROP TABLE langchain_pg_embedding, langchain_pg_collection")
        vectors.succeed("vectors-check")
        vectors.succeed("vectors-restore")
        assert _nearest(database) == (100, "text 100")
        plan = database.execute(
            "SET enable_seqscan = off; EXPLAIN SELECT id FROM langchain_pg_embedding "
            "ORDER BY embedding <-> '[100, 2, 1]' LIMIT 1"
        )
        plan.nextset()
        assert "hnsw" in str(plan.fetchall())


def test_vectors_are_refused_unless_forced_and_then_replaced(vectors: Pod, server: Postgres):
    vectors.succeed("vectors-dump")
    refused = vectors.run("vectors-check")
    assert (refused.returncode, refused.stdout) == (
        REFUSED,
        "homelab-refused the vector database has 300 vectors\n",
    )
    with server.connect(**ROLE) as database:
        database.execute("UPDATE langchain_pg_embedding SET document = 'changed'")
        vectors.succeed("vectors-check", FORCE="true")
        vectors.succeed("vectors-restore", FORCE="true")
        assert _nearest(database) == (100, "text 100")


def test_a_truncated_dump_of_vectors_is_found_and_leaves_the_database_as_it_was(vectors: Pod, server: Postgres):
    vectors.succeed("vectors-dump")
    dump = vectors.folder / "staging" / "vectors.dump"
    with dump.open("r+b") as file:
        file.truncate(dump.stat().st_size - 200)
    assert vectors.run("vectors-check", FORCE="true").returncode == FAILED
    assert vectors.run("vectors-restore", FORCE="true").returncode != 0
    with server.connect(**ROLE) as database:
        assert _nearest(database) == (100, "text 100")


def test_a_dump_that_dies_half_way_is_none(vectors: Pod):
    write_program(vectors.programs / "pg_dump", "sh -c 'echo half > $STAGING/vectors.dump.partial; exit 1'")
    assert vectors.run("vectors-dump").returncode == FAILED
    assert not (vectors.folder / "staging" / "vectors.dump").exists()


def test_a_database_out_of_reach_may_be_tried_again(vectors: Pod):
    for script in ("vectors-dump", "vectors-check"):
        (vectors.folder / "staging" / "vectors.dump").touch()
        assert vectors.run(script, PGPORT="1").returncode == FAILED


def test_a_rehearsal_restores_vectors_elsewhere_and_compares_counts(vectors: Pod, server: Postgres):
    vectors.succeed("vectors-dump")
    with server.connect(**ROLE) as database:
        database.execute("DROP TABLE langchain_pg_embedding, langchain_pg_collection")
    compared = vectors.succeed("vectors-rehearsal")
    assert "same vectors langchain_pg_embedding restored 300 of 300" in compared
    with server.connect(**ROLE) as database:
        assert database.execute("SELECT to_regclass('langchain_pg_embedding')").fetchone() == (None,)


def test_a_rehearsal_runs_as_a_user_without_a_name_whom_initdb_refuses(vectors: Pod, server: Postgres):
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    (library,) = debian_packages("nss-wrapper", "libnss-wrapper").root.rglob("libnss_wrapper.so")
    vectors.succeed("vectors-dump")
    server.folder.chmod(0o755)
    wrapper = shutil.copy(library, vectors.folder / "scratch")
    vectors.account = Account(54321, 54321, ())
    for file in (vectors.folder, *vectors.folder.rglob("*")):
        os.chown(file, 54321, 54321)
    assert "same vectors" in vectors.succeed("vectors-rehearsal", NSS_WRAPPER=str(wrapper))


def test_a_rehearsal_that_restores_less_than_was_counted_fails(vectors: Pod):
    vectors.succeed("vectors-dump")
    counts = vectors.folder / "staging" / "vectors.counts"
    counts.write_text(counts.read_text().replace("300 300", "301 305"))
    failed = vectors.run("vectors-rehearsal")
    assert failed.returncode == FAILED
    assert "homelab-differs vectors langchain_pg_embedding restored 300 of 301 to 305" in failed.stdout


# Documents: order and command lines, with stubs of MongoDB's tools

URI = "mongodb://librechat:se'cret@documents:27017/LibreChat?authSource=admin"


@pytest.fixture
def documents(pod: Pod) -> Pod:
    """A pod whose programs write down how they were called."""
    log = pod.folder / "log"
    for program in ("mongodump", "mongorestore"):
        (pod.programs / program).write_text(
            "#!/bin/sh\n"
            f'echo "{program} $*" >> {log}\n'
            'for each in "$@"; do case $each in\n'
            f'  --config=*) cat "${{each#*=}}" > {pod.folder}/config ;;\n'
            '  --archive=*) [ -e "${each#*=}" ] || echo dump | gzip > "${each#*=}" ;;\n'
            "esac; done\n"
            'exit "${TOOL_FAILS:-0}"\n'
        )
    (pod.programs / "mongosh").write_text(
        "#!/bin/sh\n"
        'for each in "$@"; do script=${each##*/}; done\n'
        f'echo "mongosh $DATABASE $script${{REVOKE:+ revoke}}" >> {log}\n'
        f'[ "$script" != count.js ] || cat {pod.folder}/counted\n'
    )
    for program in pod.programs.iterdir():
        program.chmod(0o755)
    pod.write("counted", "conversations 2\nmessages 5\nusers 2\n")
    pod.variables |= {"MONGO_URI": URI, "OWN_STORES": "documents", "STORES": "documents"}
    return pod


def calls(pod: Pod) -> list[str]:
    """Calls so far, and forget them."""
    log = pod.folder / "log"
    lines = log.read_text().replace(str(pod.folder), "").splitlines()
    log.unlink()
    return lines


def test_documents_are_dumped_between_two_counts_without_an_oplog(documents: Pod):
    documents.succeed("documents-dump")
    assert calls(documents) == [
        "mongosh LibreChat count.js",
        "mongodump --config=/private/mongo.yaml --db=LibreChat --gzip --archive=/staging/documents.archive.gz.partial",
        "mongosh LibreChat count.js",
    ]
    counts = (documents.folder / "staging" / "documents.counts").read_text().splitlines()
    assert sorted(counts) == ["documents conversations 2 2", "documents messages 5 5", "documents users 2 2"]


def test_a_password_is_in_a_file_and_in_no_argument(documents: Pod):
    documents.succeed("documents-dump")
    assert not [call for call in calls(documents) if "cret" in call]
    config = (documents.folder / "config").read_text()
    assert config == "uri: 'mongodb://librechat:se''cret@documents:27017/?authSource=admin'\n"


@pytest.mark.parametrize(
    ("uri", "tools_uri"),
    [
        ("mongodb://a:b@c:1,d:2/db", "mongodb://a:b@c:1,d:2/?authSource=db"),
        ("mongodb://a:b@c/db?tls=true", "mongodb://a:b@c/?tls=true&authSource=db"),
        ("mongodb+srv://a:b@c/db", "mongodb+srv://a:b@c/"),
        ("mongodb://a:b@c/db?authSource=x", "mongodb://a:b@c/?authSource=x"),
    ],
)
def test_the_database_in_a_connection_string_goes_and_still_finds_the_user(documents: Pod, uri: str, tools_uri: str):
    documents.succeed("documents-dump", MONGO_URI=uri)
    assert (documents.folder / "config").read_text() == f"uri: '{tools_uri}'\n"
    assert "mongosh db count.js" in calls(documents)


def test_certificates_are_in_the_connection_string(documents: Pod):
    documents.succeed("documents-dump", MONGO_CA="/ca/pem")
    assert (documents.folder / "config").read_text().endswith("?authSource=admin&tlsCAFile=/ca/pem'\n")


def test_mongodb_is_dumped_whole_with_its_oplog(documents: Pod):
    whole = {"OPLOG": "true", "DATABASE": "LibreChat", "MONGO_URI": "mongodb://root:p@documents/?authSource=admin"}
    documents.succeed("documents-dump", **whole)
    assert calls(documents)[1].startswith("mongodump --config=/private/mongo.yaml --oplog --gzip")
    documents.succeed("documents-restore", **whole)
    allow, restore, revoke = calls(documents)
    assert (allow, revoke) == (
        "mongosh LibreChat allow-oplog-replay.js",
        "mongosh LibreChat allow-oplog-replay.js revoke",
    )
    assert restore.endswith("--nsInclude=LibreChat.* --numParallelCollections=1 --stopOnError --oplogReplay")


def test_a_dump_of_documents_that_dies_half_way_never_becomes_a_snapshot(documents: Pod):
    assert documents.run("documents-dump", TOOL_FAILS="1").returncode == FAILED
    assert (documents.folder / "staging" / "documents.archive.gz.partial").exists()
    assert documents.run("backup").returncode == FAILED
    assert not (documents.folder.parent / "repository").exists()


def test_documents_are_restored_under_the_targets_name_with_indexes_one_by_one(documents: Pod):
    documents.succeed("documents-dump")
    calls(documents)
    documents.succeed("documents-restore", MONGO_URI="mongodb://a:b@c/other")
    assert calls(documents) == [
        "mongorestore --config=/private/mongo.yaml --gzip --archive=/staging/documents.archive.gz --drop "
        "--nsInclude=LibreChat.* --numParallelCollections=1 --stopOnError --nsFrom=LibreChat.* --nsTo=other.*",
    ]


@pytest.mark.parametrize(
    ("counted", "reason"),
    [
        ("conversations 0\nmessages 5\nusers 1\n", "5 messages"),
        ("users 2\n", "2 users"),
        ("roles 3\nusers 1\n", None),
        ("", None),
    ],
)
def test_a_database_in_which_somebody_has_worked_is_refused(documents: Pod, counted: str, reason: str | None):
    documents.succeed("documents-dump")
    documents.write("counted", counted)
    checked = documents.run("documents-check")
    assert checked.returncode == (REFUSED if reason else 0), checked.stderr
    assert checked.stdout == (f"homelab-refused the document database has {reason}\n" if reason else "")
    assert documents.run("documents-check", FORCE="true").returncode == 0


def test_a_damaged_dump_of_documents_is_found_before_anything_is_changed(documents: Pod):
    documents.succeed("documents-dump")
    documents.write("staging/documents.archive.gz", "no archive")
    assert documents.run("documents-check", FORCE="true").returncode == FAILED


def test_a_rehearsal_restores_documents_into_a_scratch_database_and_drops_it(documents: Pod):
    documents.succeed("documents-dump")
    calls(documents)
    scratch = f"restore_check_{time.strftime('%Y%m%d')}"
    compared = documents.succeed("documents-rehearsal")
    assert "same documents messages restored 5 of 5" in compared
    restore, count, drop = calls(documents)
    assert restore.endswith(
        f"--nsInclude=LibreChat.* --nsFrom=LibreChat.* --nsTo={scratch}.* --numParallelCollections=1 --stopOnError"
    )
    assert "oplogReplay" not in restore
    assert (count, drop) == (f"mongosh {scratch} count.js", f"mongosh {scratch} drop.js")


def test_a_rehearsal_of_documents_fails_with_less_than_was_counted_and_drops_its_database(documents: Pod):
    documents.succeed("documents-dump")
    documents.write("counted", "conversations 2\nmessages 4\nusers 2\n")
    calls(documents)
    failed = documents.run("documents-rehearsal")
    assert failed.returncode == FAILED
    assert "homelab-differs documents messages restored 4 of 5" in failed.stdout
    assert calls(documents)[-1].endswith("drop.js")


@pytest.mark.parametrize("action", ["list", "restore"])
def test_steps_of_a_restore_do_nothing_unless_told_to_and_without_a_dump(pod: Pod, action: str):
    for script in ("documents-check", "documents-restore", "vectors-check", "vectors-restore", "files-restore"):
        if action == "list":
            pod.write("staging/documents.archive.gz", "x")
        pod.succeed(script, ACTION=action)
