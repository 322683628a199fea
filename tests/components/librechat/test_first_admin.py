"""Job that creates the first administrator; its script runs with fakes of LibreChat's modules."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest

from homelab.components.librechat.first_admin import SCRIPT, FirstAdmin, create_first_admin
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.components.passwords import INITIAL_PASSWORD_LENGTH
from homelab.kubernetes import Application, SecretReference
from tests.components.recorded import Manifest, container, environment, objects, recording

EXISTING: SecretReference = {"name": "own", "key": "value"}
LIBRECHAT: Any = {
    "namespace": "ai",
    "domain": "chat.example.com",
    "credentials": {
        name: {"name": "keys", "key": name}
        for name in ("creds_key", "creds_iv", "jwt_secret", "jwt_refresh_secret", "metrics_secret")
    },
    "documentdb": {
        "uri": {"name": "db", "key": "uri"},
        "port": 27017,
        "workload": "db",
        "ca": {"name": "ca", "key": "ca.crt"},
    },
    "valkey": {"uri": "redis://cache:6379", "port": 6379, "workload": "cache"},
}
ADMIN: FirstAdminArgs = {"email": "ada@example.com"}


def program(
    use: Callable[[FirstAdmin], object],
    *,
    first_admin: Any = ADMIN,
    retain: bool = True,
    variables: Mapping[str, str] | None = None,
    **args: Any,
) -> Callable[[], object]:
    librechat: Any = {**LIBRECHAT, **args}

    def run() -> object:
        parent = pulumi.ComponentResource("test:index:Chat", "chat")
        app = Application(parent, "chat", app="librechat", component="chat", namespace="ai")
        return use(create_first_admin(app, librechat, first_admin, variables or {}, retain=retain))

    return run


def created(**how: Any) -> dict[tuple[str, str], Manifest]:
    return objects(program(lambda _: None, **how))


# The objects


def test_the_password_reaches_the_job_through_a_secret_alone():
    made = created()
    job = made["Job", "chat-admin"]
    variables = environment(made, "Job", "chat-admin")
    password = made["Secret", "chat-admin-password"]["stringData"]["password"]
    assert variables["FIRST_ADMIN_PASSWORD"] == "password"
    assert variables["FIRST_ADMIN_EMAIL"] == "ada@example.com"
    assert re.fullmatch(f"[A-Za-z0-9]{{{INITIAL_PASSWORD_LENGTH}}}", password)
    assert password not in json.dumps(job)


def test_names_have_defaults():
    variables = environment(created(), "Job", "chat-admin")
    assert (variables["FIRST_ADMIN_NAME"], variables["FIRST_ADMIN_USERNAME"]) == ("Administrator", "admin")
    named = created(first_admin={**ADMIN, "name": "Ada Lovelace", "username": "ada"})
    variables = environment(named, "Job", "chat-admin")
    assert (variables["FIRST_ADMIN_NAME"], variables["FIRST_ADMIN_USERNAME"]) == ("Ada Lovelace", "ada")


@pytest.mark.parametrize("retain", [True, False])
def test_a_generated_password_is_retained_with_the_database(retain: bool):
    kept = {each.name for each in recording(program(lambda _: None, retain=retain)).resources if each.retain_on_delete}
    assert kept == ({"chat-admin-password"} if retain else set())


def test_a_password_from_arguments_is_used():
    made = created(first_admin={**ADMIN, "password": "correct horse"})
    (secret,) = [manifest for (kind, _), manifest in made.items() if kind == "Secret"]
    assert secret["stringData"] == {"password": "correct horse"}


def test_a_secret_that_exists_holds_the_password():
    made = created(first_admin={**ADMIN, "password_secret": EXISTING})
    assert not [name for kind, name in made if kind == "Secret"]
    variables = container(made["Job", "chat-admin"])["env"]
    (password,) = [each for each in variables if each["name"] == "FIRST_ADMIN_PASSWORD"]
    assert password["valueFrom"] == {"secretKeyRef": {"name": "own", "key": "value"}}


def export_password(made: FirstAdmin) -> None:
    pulumi.export("password", made.password)


@pytest.mark.parametrize("given", [{}, {"password": "correct horse"}])
def test_the_password_comes_back_as_a_secret(given: Any):
    recorded = recording(program(export_password, first_admin={**ADMIN, **given}))
    (stored,) = [each.manifest["stringData"] for each in recorded.objects if each.kind == "Secret"]
    assert recorded.exports["password"] == stored["password"] == given.get("password", stored["password"])
    assert recorded.secret_exports == {"password"}


def test_a_password_in_a_secret_of_the_users_own_does_not_come_back():
    recorded = recording(program(export_password, first_admin={**ADMIN, "password_secret": EXISTING}))
    assert "password" not in recorded.exports


def test_the_database_is_all_that_the_job_reaches_and_changes():
    made = created()
    variables = environment(made, "Job", "chat-admin")
    # Indexes are the server's to build, and what stands in the cache is the server's too.
    assert (variables["MONGO_AUTO_INDEX"], variables["MONGO_AUTO_CREATE"]) == ("false", "false")
    assert not [name for name in variables if "REDIS" in name or "MEILI" in name or name == "CONFIG_PATH"]
    egress = made["NetworkPolicy", "chat-admin"]["spec"]["egress"]
    assert [rule["ports"][0]["port"] for rule in egress] == [53, 27017]


def test_the_job_is_as_hardened_as_the_server_and_runs_its_image():
    made = created(image="registry.example.com/librechat:v0.8.8")
    definition = container(made["Job", "chat-admin"])
    assert definition["image"] == "registry.example.com/librechat:v0.8.8"
    assert definition["securityContext"]["readOnlyRootFilesystem"] is True
    mounts = {mount["mountPath"] for mount in definition["volumeMounts"]}
    assert mounts == {"/etc/ssl/database", "/tmp", "/app/data"}
    assert definition["command"][:2] == ["node", "-e"]
    assert environment(made, "Job", "chat-admin")["LOG_TO_FILE"] == "false"


def test_the_job_knows_the_rule_for_passwords():
    assert "MIN_PASSWORD_LENGTH" not in environment(created(), "Job", "chat-admin")
    strict = created(variables={"MIN_PASSWORD_LENGTH": "12", "OTHER": "x"})
    assert environment(strict, "Job", "chat-admin")["MIN_PASSWORD_LENGTH"] == "12"
    assert "OTHER" not in environment(strict, "Job", "chat-admin")


# The script

MODULES = {
    "module-alias": 'module.exports = ({ base }) => { if (!base.endsWith("/api")) throw new Error(base); };',
    "mongoose": "module.exports = {};",
    "@librechat/data-schemas": "module.exports = { createModels: () => { global.models = true; } };",
    "~/models": """
        const fs = require("node:fs");
        exports.findUser = async ({ email }, fields) => {
          if (!global.models || !global.connected) throw new Error("not connected");
          if (fields !== "role") throw new Error(`asked for ${fields}`);
          return JSON.parse(fs.readFileSync("users.json"))[email] ?? null;
        };""",
    "~/strategies/validators": """
        exports.registerSchema = { safeParse: (user) => user.password.length >= 8
          ? { success: true }
          : { success: false, error: { issues: [{ path: ["password"], message: "Too short" }] } } };""",
    "~/server/services/AuthService": """
        const fs = require("node:fs");
        exports.registerUser = async (user, more) => {
          if (user.confirm_password !== user.password) throw new Error("two passwords");
          if (user.password.length < 8) console.log("Validation Error", user);
          const behaviour = process.env.BEHAVIOUR;
          if (behaviour === "refuses") return { status: 403, message: "not this domain" };
          const users = JSON.parse(fs.readFileSync("users.json"));
          const role = behaviour === "demotes" ? "USER" : more.role;
          users[user.email] = { ...user, ...more, role };
          fs.writeFileSync("users.json", JSON.stringify(users));
          return { status: 200, message: "Please check your email" };
        };""",
}
CONNECT = """
    module.exports = async () => {
      if (process.env.BEHAVIOUR === "down") throw new Error("connect ECONNREFUSED");
      global.connected = true;
    };"""
PASSWORD = "not-a-secret-0000"


@pytest.fixture
def app_folder(tmp_path: Path) -> Path:
    """Where the image has LibreChat: an alias for its own modules, and a database in a file."""
    for name, source in MODULES.items():
        module = tmp_path / "node_modules" / name / "index.js"
        module.parent.mkdir(parents=True)
        module.write_text(source)
    connect = tmp_path / "config" / "connect.js"
    connect.parent.mkdir()
    connect.write_text(CONNECT)
    (tmp_path / "users.json").write_text("{}")
    return tmp_path


def run(folder: Path, behaviour: str = "", *, password: str = PASSWORD) -> "subprocess.CompletedProcess[str]":
    node = shutil.which("node")
    assert node, "the script needs node 20 or newer on PATH"
    variables = {
        "FIRST_ADMIN_EMAIL": "ada@example.com",
        "FIRST_ADMIN_NAME": "Ada",
        "FIRST_ADMIN_USERNAME": "ada",
        "FIRST_ADMIN_PASSWORD": password,
        "BEHAVIOUR": behaviour,
    }
    result = subprocess.run(
        [node, "-e", SCRIPT], cwd=folder, env=variables, capture_output=True, text=True, timeout=30, check=False
    )
    assert password not in result.stdout + result.stderr
    return result


def users(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "users.json").read_text())


def test_the_account_is_made_as_a_verified_administrator(app_folder: Path):
    result = run(app_folder)
    assert (result.returncode, result.stdout) == (0, "ada@example.com is the administrator\n")
    assert users(app_folder)["ada@example.com"] == {
        "email": "ada@example.com",
        "name": "Ada",
        "username": "ada",
        "password": PASSWORD,
        "confirm_password": PASSWORD,
        "emailVerified": True,
        "role": "ADMIN",
    }


@pytest.mark.parametrize("role", ["ADMIN", "USER"])
@pytest.mark.parametrize("password", [PASSWORD, "changed-since-0000", "pw-0000"])
def test_an_existing_account_is_unchanged(app_folder: Path, role: str, password: str):
    before = {"ada@example.com": {"role": role, "password": "of its own"}}
    (app_folder / "users.json").write_text(json.dumps(before))
    result = run(app_folder, password=password)
    assert result.returncode == 0
    assert result.stdout == f"ada@example.com is there already, as {role}: nothing to do\n"
    assert users(app_folder) == before


def test_another_account_does_not_count(app_folder: Path):
    (app_folder / "users.json").write_text(json.dumps({"eve@example.com": {"role": "ADMIN"}}))
    assert run(app_folder).returncode == 0
    assert users(app_folder)["ada@example.com"]["role"] == "ADMIN"


@pytest.mark.parametrize(
    ("behaviour", "password", "message"),
    [
        ("", "pw-0000", "first administrator: password: Too short\n"),
        ("refuses", PASSWORD, "first administrator: LibreChat made no account: not this domain\n"),
        ("demotes", PASSWORD, "first administrator: LibreChat made ada@example.com a mere USER\n"),
        ("down", PASSWORD, "first administrator: connect ECONNREFUSED\n"),
    ],
)
def test_the_job_fails_and_says_why(app_folder: Path, behaviour: str, password: str, message: str):
    result = run(app_folder, behaviour, password=password)
    assert (result.returncode, result.stderr) == (1, message)
