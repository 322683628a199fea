"""Job that creates the first administrator before LibreChat is reachable.

LibreChat gives the role of administrator to the first user who registers. So a Job creates that account by LibreChat's
own code. It runs again when its image or environment changes, and does not change an existing account.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.components.librechat.script_job import create_script_job
from homelab.components.passwords import create_initial_password
from homelab.kubernetes import (
    Application,
    Environment,
    SecretReference,
    empty_dir,
)

SUFFIX = "admin"
"""Suffix of the Job's name; the database's network policy must allow it as a client."""
DEADLINE = 600

# After upstream's config/create-user.js, which takes the password as an argument or prompts for it.
SCRIPT = """\
require("module-alias")({ base: require("node:path").resolve("api") });
require("@librechat/data-schemas").createModels(require("mongoose"));
const { registerUser } = require("~/server/services/AuthService");
const { registerSchema } = require("~/strategies/validators");
const { findUser } = require("~/models");
const connect = require("./config/connect");

const email = process.env.FIRST_ADMIN_EMAIL;
const password = process.env.FIRST_ADMIN_PASSWORD;
const name = process.env.FIRST_ADMIN_NAME;
const username = process.env.FIRST_ADMIN_USERNAME;
const user = { email, name, username, password, confirm_password: password };
const account = () => findUser({ email }, "role");

async function main() {
  await connect();
  const found = await account();
  if (found) return `${email} is there already, as ${found.role}: nothing to do`;
  // registerUser would log the password beside what is wrong with it.
  const checked = registerSchema.safeParse(user);
  if (!checked.success) {
    throw new Error(checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
  }
  const answer = await registerUser(user, { emailVerified: true, role: "ADMIN" });
  const made = await account();
  if (!made) throw new Error(`LibreChat made no account: ${answer.message}`);
  if (made.role !== "ADMIN") throw new Error(`LibreChat made ${email} a mere ${made.role}`);
  return `${email} is the administrator`;
}

main().then(
  (message) => { console.log(message); process.exit(0); },
  (error) => { console.error(`first administrator: ${error.message}`); process.exit(1); },
);
"""


@dataclass(frozen=True)
class FirstAdmin:
    """Job and password of the first administrator."""

    job: pulumi.Resource
    """Job that completes once the account exists."""
    password: pulumi.Output[str] | None
    """Password, as a secret; None if it is in an existing Secret."""


def create_first_admin(
    app: Application,
    args: LibreChatArgs,
    first_admin: FirstAdminArgs,
    variables: Mapping[str, pulumi.Input[str]],
    *,
    retain: bool,
) -> FirstAdmin:
    """Create the Job that creates the account, unless one with this email address exists.

    :param variables: Plain variables of LibreChat's server.

    :param retain: Whether the database, and with it a generated password, outlives the stack.
    """
    job = app.sibling(SUFFIX, app="librechat", component="first-admin")
    password = _password(job, first_admin, retain=retain)
    created = create_script_job(
        job,
        args,
        SCRIPT,
        active_deadline=DEADLINE,
        environment={**_environment(first_admin, password.reference), **_password_policy(variables)},
        # Without Redis, LibreChat keeps its cache in this folder.
        mounts={"/app/data": empty_dir("data", "64Mi")},
    )
    return FirstAdmin(created, None if password.value is None else pulumi.Output.secret(password.value))


@dataclass(frozen=True)
class _Password:
    value: pulumi.Input[str] | None
    reference: SecretReference


def _password(job: Application, first_admin: FirstAdminArgs, *, retain: bool) -> _Password:
    if "password_secret" in first_admin:
        return _Password(None, first_admin["password_secret"])
    initial = create_initial_password(job, "password", first_admin.get("password"), retain=retain)
    return _Password(initial.value, initial.reference)


def _environment(first_admin: FirstAdminArgs, password: SecretReference) -> Environment:
    return {
        "FIRST_ADMIN_EMAIL": first_admin["email"],
        "FIRST_ADMIN_NAME": first_admin.get("name", "Administrator"),
        "FIRST_ADMIN_USERNAME": first_admin.get("username", "admin"),
        "FIRST_ADMIN_PASSWORD": password,
    }


def _password_policy(variables: Mapping[str, pulumi.Input[str]]) -> Environment:
    return {name: value for name, value in variables.items() if name == "MIN_PASSWORD_LENGTH"}
