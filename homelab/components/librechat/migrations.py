"""Job that runs LibreChat's own migrations of its database, with the new image before its pods.

They are run on request alone: a workspace that began with this version needs none, two of them delete documents, and
which ones an upgrade needs stands in LibreChat's release notes. One Job runs them one after the other, each first as a
trial whose outcome is in the Job's log, if the migration has one.
"""

import pulumi

from homelab.components.librechat.args import LibreChatArgs, LibreChatMigration
from homelab.components.librechat.script_job import create_script_job
from homelab.kubernetes import Application

SUFFIX = "migrations"
"""Suffix of the Job's name; the database's network policy must allow it as a client."""
DEADLINE = 3600

# The commands stand in LibreChat's package.json. `migrate:terms-timestamp` asks whether to proceed.
SCRIPT = """\
const { spawnSync } = require("node:child_process");
const commands = require("./package.json").scripts;
const wanted = process.env.MIGRATIONS.split(",");
const missing = wanted.filter((name) => !commands[`migrate:${name}`]);
if (missing.length) {
  const known = Object.keys(commands).filter((name) => /^migrate:[^:]+$/.test(name)).map((name) => name.slice(8));
  console.error(`migrations: this LibreChat has no ${missing.join(", ")}, but ${known.join(", ")}`);
  process.exit(1);
}
for (const name of wanted.flatMap((each) => [`migrate:${each}:dry-run`, `migrate:${each}`])) {
  if (!commands[name]) continue;
  console.log(`migrations: ${name}`);
  const { status } = spawnSync("sh", ["-c", commands[name]], { input: "y\\n", stdio: ["pipe", "inherit", "inherit"] });
  if (status !== 0) {
    console.error(`migrations: ${name} failed, and nothing after it was run`);
    process.exit(1);
  }
}
console.log("migrations: done");
"""


def run_migrations(app: Application, args: LibreChatArgs, *after: pulumi.Resource) -> pulumi.Resource:
    """Create the Job, which needs nothing but the database.

    :param after: Jobs that have to be done before.
    """
    job = app.sibling(SUFFIX, app="librechat", component="migrations")
    names = ",".join(LibreChatMigration(each).value for each in args.get("migrations", []))
    return create_script_job(
        job, args, SCRIPT, active_deadline=DEADLINE, environment={"MIGRATIONS": names}, depends_on=after
    )
