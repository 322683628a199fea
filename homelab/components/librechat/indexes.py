"""Builds LibreChat's database indexes before several replicas would do it at once.

Every replica builds missing indexes when it starts, and FerretDB deadlocks when two build on one collection
(FerretDB/FerretDB#5167). So one server starts first, in a Job, and the replicas leave indexes alone. It knows database
and cache, and nothing of librechat.yaml, whose MCP servers it would wait for. The Job runs again with every change of
its image or of what it knows.
"""

from collections.abc import Mapping

import pulumi

from homelab import images
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.environment import PORT, SERVER_COMMAND, requirements
from homelab.kubernetes import Application, EnvironmentValue, Volume, backend, container, scratch

SUFFIX = "indexes"
"""The Job's name after the server's; backends have to admit it as a client."""
DEADLINE = 900

# LibreChat builds indexes in the background once it is connected, and tells nobody when it is done; on an empty
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
    """Whether replicas would otherwise build indexes at once in a database that cannot take it."""
    return args.get("replicas", 1) > 1 and not args["documentdb"].get("concurrent_index_builds", True)


def build_indexes(
    app: Application,
    args: LibreChatArgs,
    core: Mapping[str, EnvironmentValue],
    certificates: Mapping[str, Volume],
) -> pulumi.Resource:
    """One server that starts, builds the indexes, and ends.

    :param core: What a server needs in order to start.
    """
    job = app.beside(SUFFIX, app="librechat", component="index-build")
    server = container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        command=["node", "-e", SCRIPT],
        environment=core,
        resources=requirements(args.get("resources", {})),
        mounts={**certificates, "/tmp": scratch("tmp", "256Mi")},
    )
    connections = [args["documentdb"], args.get("valkey")]
    job.allow(backends=[backend(each.get("workload"), each["port"]) for each in connections if each is not None])
    return job.job(server, images.LIBRECHAT.identity, stop_within=75, deadline=DEADLINE)
