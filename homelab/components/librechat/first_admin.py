"""Makes the first administrator's account before anybody can reach LibreChat.

LibreChat gives the administrator's role to whoever registers first. So a Job makes that account, with LibreChat's own
code, in its own database. It runs again with every change of its image or of what it knows, and leaves an account
alone that is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from homelab import images
from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.first_admin_args import FirstAdminArgs
from homelab.components.passwords import stored_password
from homelab.kubernetes import (
    Application,
    Environment,
    EnvironmentValue,
    SecretReference,
    Volume,
    backend,
    container,
    scratch,
)

SUFFIX = "admin"
"""The Job's name after the server's; the database has to admit it as a client."""
DEADLINE = 600

# As upstream's config/create-user.js does it, which asks on a terminal for a password that is not an argument.
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
    """What was made for the first administrator."""

    job: pulumi.Resource
    """Done when the account is there."""
    password: pulumi.Output[str] | None
    """What the administrator signs in with, secret; None where a Secret of the user's own holds it."""


def create_first_admin(
    app: Application,
    args: LibreChatArgs,
    first_admin: FirstAdminArgs,
    certificates: Mapping[str, Volume],
    *,
    retain: bool,
) -> FirstAdmin:
    """A Job that makes the account, unless there is one with this email address.

    :param certificates: Those that the database is trusted by, by the folder in which they are.
    :param retain: Whether the database outlives the stack; a generated password then does so with it.
    """
    job = app.beside(SUFFIX, app="librechat", component="first-admin")
    password = _password(job, first_admin, retain=retain)
    script = container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        command=["node", "-e", SCRIPT],
        environment=_environment(args, first_admin, password.reference),
        resources=environment.requirements(args.get("resources", {})),
        # Without a cache LibreChat keeps files in its folder of data.
        mounts={**certificates, "/tmp": scratch("tmp", "64Mi"), "/app/data": scratch("data", "64Mi")},
    )
    database = args["documentdb"]
    job.allow(backends=[backend(database.get("workload"), database["port"])])
    made = job.job(script, images.LIBRECHAT.identity, stop_within=5, deadline=DEADLINE)
    return FirstAdmin(made, None if password.value is None else pulumi.Output.secret(password.value))


@dataclass(frozen=True)
class _Password:
    value: pulumi.Input[str] | None
    reference: SecretReference


def _password(job: Application, first_admin: FirstAdminArgs, *, retain: bool) -> _Password:
    if "password_secret" in first_admin:
        return _Password(None, first_admin["password_secret"])
    stored = stored_password(job, "password", first_admin.get("password"), retain=retain)
    return _Password(stored.value, stored.reference)


def _environment(args: LibreChatArgs, first_admin: FirstAdminArgs, password: SecretReference) -> Environment:
    variables: dict[str, EnvironmentValue] = {
        "NODE_ENV": "production",
        "LOG_TO_FILE": "false",
        **environment.credentials_environment(args["credentials"]),
        **environment.database_environment(args["documentdb"]),
        # Indexes and collections are the server's to make: FerretDB deadlocks when two clients do so at once.
        "MONGO_AUTO_INDEX": "false",
        "MONGO_AUTO_CREATE": "false",
        "FIRST_ADMIN_EMAIL": first_admin["email"],
        "FIRST_ADMIN_NAME": first_admin.get("name", "Administrator"),
        "FIRST_ADMIN_USERNAME": first_admin.get("username", "admin"),
        "FIRST_ADMIN_PASSWORD": password,
    }
    policy = "MIN_PASSWORD_LENGTH"
    said = args.get("environment", {})
    return {**variables, policy: said[policy]} if policy in said else variables
