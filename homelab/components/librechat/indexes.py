"""Job that builds LibreChat's collections and database indexes before its replicas start.

Every replica builds missing indexes at start, and FerretDB deadlocks when two clients build indexes on one collection
(FerretDB/FerretDB#5167). So a Job builds those of LibreChat's own models first, one after the other, and the replicas
build none. It ends when the last one is there. It runs again when its image or environment changes.
"""

import pulumi

from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.scaling import scale
from homelab.components.librechat.script_job import create_script_job
from homelab.kubernetes import Application

SUFFIX = "indexes"
"""Suffix of the Job's name; the backends' network policies must allow it as a client."""
DEADLINE = 900

# createIndexes() tries every index of a model, and is rejected with the first error. With these codes of MongoDB's,
# which are about the index or its documents, another attempt would fail as well, and LibreChat starts all the same:
# CannotCreateIndex, IndexOptionsConflict, IndexKeySpecsConflict, InvalidIndexSpecificationOption,
# NotImplemented, DuplicateKey.
SCRIPT = """\
require("module-alias")({ base: require("node:path").resolve("api") });
const mongoose = require("mongoose");
const models = Object.values(require("@librechat/data-schemas").createModels(mongoose));
const connect = require("./config/connect");
const FINAL = [67, 85, 86, 197, 238, 11000];

async function main() {
  await connect();
  let indexes = 0;
  for (const model of models) {
    model.on("error", () => {});
    await model.createCollection();
    await model.createIndexes().catch((error) => {
      if (!FINAL.includes(error.code)) throw new Error(`${model.modelName}: ${error.message}`);
      console.error(`indexes: ${model.modelName}: not all of them can be built: ${error.message}`);
    });
    indexes += model.schema.indexes().length;
  }
  return `indexes: went through ${indexes} of ${models.length} models`;
}

main().then(
  (message) => { console.log(message); process.exit(0); },
  (error) => { console.error(`indexes: ${error.message}`); process.exit(1); },
);
"""


def builds_indexes_first(args: LibreChatArgs) -> bool:
    """Whether several replicas share a database that does not support concurrent index builds."""
    return scale(args).has_replicas and not args["documentdb"].get("concurrent_index_builds", True)


def build_indexes(app: Application, args: LibreChatArgs) -> pulumi.Resource:
    """Create the Job, which needs nothing but the database."""
    job = app.sibling(SUFFIX, app="librechat", component="index-build")
    return create_script_job(job, args, SCRIPT, active_deadline=DEADLINE)
