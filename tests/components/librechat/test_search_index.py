import json
import shutil
import subprocess
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from homelab.components.librechat.search_index import ANNOTATION, SCRIPT
from tests.components.librechat.chat import librechat, recorded
from tests.components.recorded import environment

KEY = {"name": "search", "key": "master"}
IMAGE = "getmeili/meilisearch:v1.36.0"
SEARCH: dict[str, Any] = {"url": "http://search:7700", "port": 7700, "api_key": KEY, "workload": "search"}
MODULES = {
    "module-alias": "module.exports = () => {};",
    "mongoose": """
        const marked = JSON.parse(process.env.MARKED);
        exports.connection = { db: { collection: (name) => ({
          name,
          countDocuments: async (filter) => {
            if (JSON.stringify(filter) !== '{"_meiliIndex":true}') throw new Error(JSON.stringify(filter));
            return marked[name];
          },
        }) } };""",
    "~/db/utils": "exports.batchResetMeiliFlags = async ({ name }) => console.log(`reset ${name}`);",
}


@pytest.fixture
def meilisearch() -> Generator[tuple[str, dict[str, int]]]:
    """Address of a server that tells how many documents its indexes have, and these numbers."""
    indexes: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.split("/")[2]
            authorized = self.headers["Authorization"] == "Bearer master"
            status = 403 if not authorized else 200 if name in indexes else 404
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"numberOfDocuments": indexes.get(name)}).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", indexes
    server.shutdown()
    thread.join()
    server.server_close()


def run(folder: Path, url: str, marked: dict[str, int], key: str = "master") -> "subprocess.CompletedProcess[str]":
    for name, source in MODULES.items():
        module = folder / "node_modules" / name / "index.js"
        module.parent.mkdir(parents=True)
        module.write_text(source)
    (folder / "config").mkdir()
    (folder / "config" / "connect.js").write_text("module.exports = async () => {};")
    node = shutil.which("node")
    assert node, "the script needs node 20 or newer on PATH"
    variables = {"MEILI_HOST": url, "MEILI_MASTER_KEY": key, "MARKED": json.dumps(marked)}
    return subprocess.run(
        [node, "-e", SCRIPT], cwd=folder, env=variables, capture_output=True, text=True, timeout=30, check=False
    )


def test_complete_indexes_are_left_alone(tmp_path: Path, meilisearch: tuple[str, dict[str, int]]):
    url, indexes = meilisearch
    indexes.update(messages=7, convos=2)
    done = run(tmp_path, url, {"messages": 7, "conversations": 2})
    assert (done.returncode, done.stderr) == (0, "")
    assert "reset" not in done.stdout


@pytest.mark.parametrize("found", [{}, {"messages": 6, "convos": 2}], ids=["new", "of a former time"])
def test_indexes_that_lack_documents_are_filled_again(
    tmp_path: Path, meilisearch: tuple[str, dict[str, int]], found: dict[str, int]
):
    url, indexes = meilisearch
    indexes.update(found)
    done = run(tmp_path, url, {"messages": 7, "conversations": 2})
    assert (done.returncode, done.stderr) == (0, "")
    assert "reset messages\nreset conversations\n" in done.stdout


def test_an_empty_workspace_has_nothing_to_fill(tmp_path: Path, meilisearch: tuple[str, dict[str, int]]):
    assert "reset" not in run(tmp_path, meilisearch[0], {"messages": 0, "conversations": 0}).stdout


def test_a_server_that_refuses_the_key_fails_the_job(tmp_path: Path, meilisearch: tuple[str, dict[str, int]]):
    done = run(tmp_path, meilisearch[0], {"messages": 7, "conversations": 2}, key="wrong")
    assert (done.returncode, done.stderr) == (1, "search: Meilisearch answers 403 for the index messages\n")


def test_another_image_runs_the_job_again_and_starts_the_pods_again():
    before, after = (librechat(meilisearch={**SEARCH, "image": image}) for image in (IMAGE, f"{IMAGE}-x"))
    job, pods = ("Job", "chat-search"), ("Deployment", "chat")
    assert before[job]["metadata"]["name"] != after[job]["metadata"]["name"]
    assert before[pods]["spec"]["template"]["metadata"]["annotations"][ANNOTATION] == IMAGE
    assert before[pods]["spec"]["template"] != after[pods]["spec"]["template"]
    assert environment(before, "Job", "chat-search")["MEILI_MASTER_KEY"] == "master"


def test_the_pods_wait_for_the_job():
    resources = recorded(meilisearch={**SEARCH, "image": IMAGE}).resources
    (deployment,) = [each for each in resources if each.type.endswith(":Deployment")]
    assert any(urn.endswith("::chat-search") for urn in deployment.dependencies)


def test_of_a_server_elsewhere_nothing_is_known():
    made = librechat(meilisearch=SEARCH)
    assert ("Job", "chat-search") not in made
    assert "annotations" not in made["Deployment", "chat"]["spec"]["template"]["metadata"]
