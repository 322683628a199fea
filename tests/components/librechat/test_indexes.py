import shutil
import subprocess
from pathlib import Path

import pytest

from homelab.components.librechat.indexes import SCRIPT
from tests.components.librechat.chat import VALKEY, librechat
from tests.components.recorded import environment

DATABASE = {"documentdb": {"uri": {"name": "db", "key": "uri"}, "port": 27017, "concurrent_index_builds": False}}
SHARED = {"local": {"access_mode": "ReadWriteMany"}}
MODULES = {
    "module-alias": 'module.exports = ({ base }) => { if (!base.endsWith("/api")) throw new Error(base); };',
    "mongoose": "module.exports = {};",
    "@librechat/data-schemas": """
        let busy = false;
        const model = (modelName) => ({
          modelName,
          on: () => {},
          schema: { indexes: () => [1, 2] },
          createCollection: async () => console.log(`collection of ${modelName}`),
          createIndexes: async () => {
            if (!global.connected) throw new Error("not connected");
            if (busy) throw new Error("two builds at once");
            busy = true;
            await new Promise((done) => setTimeout(done, 20));
            busy = false;
            console.log(`indexes of ${modelName}`);
            const code = Number(process.env.CODE);
            if (modelName === "User" && code) throw Object.assign(new Error("cannot"), { code });
          },
        });
        exports.createModels = () => ({ User: model("User"), File: model("File") });""",
}


def run(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    for name, source in MODULES.items():
        module = folder / "node_modules" / name / "index.js"
        module.parent.mkdir(parents=True)
        module.write_text(source)
    (folder / "config").mkdir()
    (folder / "config" / "connect.js").write_text("module.exports = async () => { global.connected = true; };")
    node = shutil.which("node")
    assert node, "the script needs node 20 or newer on PATH"
    command = [node, "-e", SCRIPT]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=30, check=False)


def test_indexes_are_built_model_by_model(tmp_path: Path):
    result = run(tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "collection of User",
        "indexes of User",
        "collection of File",
        "indexes of File",
        "indexes: went through 4 of 2 models",
    ]


def test_an_index_that_can_never_be_built_is_reported_and_the_others_are_built(tmp_path: Path):
    result = run(tmp_path, CODE="11000")
    assert (result.returncode, result.stderr) == (0, "indexes: User: not all of them can be built: cannot\n")
    assert "indexes of File" in result.stdout


def test_another_failure_fails_the_job_which_is_tried_again(tmp_path: Path):
    result = run(tmp_path, CODE="1")
    assert (result.returncode, result.stderr) == (1, "indexes: User: cannot\n")


@pytest.mark.parametrize("scale", [{"replicas": 2}, {"autoscaling": {}}])
def test_the_job_reaches_the_database_alone(scale: dict[str, object]):
    made = librechat(**scale, **DATABASE, valkey=VALKEY, storage=SHARED)
    variables = environment(made, "Job", "chat-indexes")
    assert (variables["MONGO_AUTO_INDEX"], variables["MONGO_AUTO_CREATE"]) == ("false", "false")
    assert "REDIS_URI" not in variables
    egress = made["NetworkPolicy", "chat-indexes"]["spec"]["egress"]
    assert "6379" not in str(egress)


def test_one_pod_builds_its_indexes_itself():
    assert ("Job", "chat-indexes") not in librechat(**DATABASE, valkey=VALKEY, autoscaling={"enabled": False})
