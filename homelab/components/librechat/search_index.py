"""Job that has LibreChat fill Meilisearch's indexes again if they lack what LibreChat takes for indexed.

LibreChat marks each message and conversation that it has sent to Meilisearch, and sends those without a mark when it
starts. It does not notice that the indexes are new, as they are with another version of Meilisearch, or that they are
those of a former time. So a Job counts both, and takes the marks away, by LibreChat's own code, if there are more marks
than documents. The pods carry the image of Meilisearch as an annotation: with another one they start again, and fill
the indexes; until then searches find what is there already.
"""

import pulumi

from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.environment import search_environment
from homelab.components.librechat.script_job import create_script_job
from homelab.connections import MeilisearchConnection, peer_of
from homelab.kubernetes import Application

SUFFIX = "search"
"""Suffix of the Job's name; the network policies of database and Meilisearch must allow it as a client."""
ANNOTATION = "homelab.dev/search-engine"
"""Annotation of LibreChat's pods: the image that serves their indexes."""
DEADLINE = 3600
"""Seconds: a database of millions of messages is rewritten in batches of a thousand."""

SCRIPT = """\
require("module-alias")({ base: require("node:path").resolve("api") });
const mongoose = require("mongoose");
const connect = require("./config/connect");
const { batchResetMeiliFlags } = require("~/db/utils");
const INDEXES = { messages: "messages", convos: "conversations" };

async function documents(index) {
  const answer = await fetch(`${process.env.MEILI_HOST}/indexes/${index}/stats`, {
    headers: { Authorization: `Bearer ${process.env.MEILI_MASTER_KEY}` },
  });
  if (answer.status === 404) return 0;
  if (!answer.ok) throw new Error(`Meilisearch answers ${answer.status} for the index ${index}`);
  return (await answer.json()).numberOfDocuments;
}

async function main() {
  await connect();
  console.log(`search: the indexes of ${process.env.MEILI_IMAGE}`);
  let missing = false;
  for (const [index, name] of Object.entries(INDEXES)) {
    const marked = await mongoose.connection.db.collection(name).countDocuments({ _meiliIndex: true });
    const found = await documents(index);
    console.log(`search: ${name}: ${marked} marked as indexed, ${found} in the index`);
    missing ||= found < marked;
  }
  if (!missing) return "search: the indexes are complete";
  for (const name of Object.values(INDEXES)) {
    await batchResetMeiliFlags(mongoose.connection.db.collection(name));
  }
  return "\\nsearch: LibreChat fills the indexes again when it starts";
}

main().then(
  (message) => { console.log(message); process.exit(0); },
  (error) => { console.error(`search: ${error.message}`); process.exit(1); },
);
"""


def search_engine(args: LibreChatArgs) -> dict[str, pulumi.Input[str]]:
    """Annotation of the pods that serve with the indexes; none if it is not known what serves them."""
    image = args.get("meilisearch", {}).get("image")
    return {} if image is None else {ANNOTATION: image}


def check_search_index(
    app: Application, args: LibreChatArgs, meilisearch: MeilisearchConnection, *after: pulumi.Resource
) -> pulumi.Resource:
    """Create the Job, which needs database and Meilisearch.

    :param after: Jobs that have to be done before.
    """
    job = app.sibling(SUFFIX, app="librechat", component="search-index")
    # The image has a part in the Job's definition: with another one it runs again.
    variables = {**search_environment(meilisearch), "MEILI_IMAGE": meilisearch.get("image", "")}
    return create_script_job(
        job,
        args,
        SCRIPT,
        active_deadline=DEADLINE,
        environment=variables,
        egress=[peer_of(meilisearch)],
        depends_on=after,
    )
