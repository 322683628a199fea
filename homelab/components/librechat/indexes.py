"""Job that builds LibreChat's database indexes before its replicas start.

Every replica builds missing indexes at start, and FerretDB deadlocks when two clients build indexes on one collection
(FerretDB/FerretDB#5167). So a single server builds them first, in a Job, and the replicas do not. It has no
librechat.yaml, as it would wait for the MCP servers in it. The Job runs again when its image or environment changes.
"""

import pulumi

from homelab import images
from homelab.components.librechat import pod
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.environment import PORT, SERVER_COMMAND, requirements
from homelab.components.librechat.variables import core_variables
from homelab.connections import peer_of
from homelab.kubernetes import (
    Application,
    container,
    create_job,
    create_network_policy,
    empty_dir,
)

SUFFIX = "indexes"
"""Suffix of the Job's name; the backends' network policies must allow it as a client."""
DEADLINE = 900

# LibreChat builds indexes in the background once it is connected, and does not report when it is done; on an empty
# database it is ready after 6 to 16 seconds.
SCRIPT = f"""\
const {{spawn}} = require("node:child_process");
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const ready = () => fetch("http://127.0.0.1:{PORT}/readyz").then((answer) => answer.ok, () => false);
const server = spawn({SERVER_COMMAND[0]!r}, [{SERVER_COMMAND[1]!r}], {{stdio: "inherit"}});
let built = false;
server.on("exit", () => process.exit(built ? 0 : 1));
(async () => {{
  while (!(await ready())) await pause(2);
  await pause(60);
  built = true;
  server.kill("SIGTERM");
}})();
"""


def builds_indexes_first(args: LibreChatArgs) -> bool:
    """Whether several replicas share a database that does not support concurrent index builds."""
    return args.get("replicas", 1) > 1 and not args["documentdb"].get("concurrent_index_builds", True)


def build_indexes(app: Application, args: LibreChatArgs) -> pulumi.Resource:
    """Create the Job, in which a server starts, builds the indexes, and stops."""
    job = app.sibling(SUFFIX, app="librechat", component="index-build")
    server = container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        command=["node", "-e", SCRIPT],
        environment=core_variables(args, key_prefix=app.name),
        resources=requirements(args.get("resources", {})),
        mounts={**pod.certificates(args), "/tmp": empty_dir("tmp", "256Mi")},
    )
    connections = [args["documentdb"], args.get("valkey")]
    create_network_policy(job, egress=[peer_of(each) for each in connections if each is not None])
    return create_job(job, server, images.LIBRECHAT.identity, termination_grace_period=75, active_deadline=DEADLINE)
