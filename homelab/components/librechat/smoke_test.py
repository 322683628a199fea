"""Job that fails an update after which LibreChat or a server that it uses does not work.

It has the doctor look with LibreChat's own packages, environment and rights, without `kubectl`. It runs again when
LibreChat's image, environment or configuration changes.
"""

from collections.abc import Mapping
from pathlib import Path

import pulumi

from homelab import images
from homelab.components.librechat import environment
from homelab.components.librechat.args import LibreChatArgs
from homelab.doctor.scripts import librechat_script
from homelab.kubernetes import (
    Application,
    ContainerEnvironment,
    Peer,
    Peers,
    Resources,
    Volume,
    config_map_volume,
    container,
    create_config_map,
    create_job,
    create_network_policy,
    empty_dir,
    pods,
)

SUFFIX = "smoke"
"""Suffix of the Job's name; the network policies of LibreChat's servers must allow it as a client."""
SCRIPT = Path(__file__).with_name("scripts") / "smoke_test.cjs"
FOLDER = "/etc/homelab-smoke-test"
DEADLINE = 900
"""Seconds: the script itself gives up after five minutes, and pulling an image takes some."""
RESOURCES = Resources(cpu="100m", memory="384Mi", memory_limit="768Mi")


def is_tested(args: LibreChatArgs) -> bool:
    """Whether each update ends with a smoke test."""
    return args.get("smoke_test", False)


def smoke_test_peers(app: Application, args: LibreChatArgs) -> list[Peer]:
    """Pods of the Job, for LibreChat's network policy."""
    return [pods(f"{app.name}-{SUFFIX}", environment.PORT)] if is_tested(args) else []


def create_smoke_test(
    app: Application,
    args: LibreChatArgs,
    variables: ContainerEnvironment,
    mounts: Mapping[str, Volume],
    servers: Peers,
    *,
    after: pulumi.Resource,
) -> pulumi.Resource:
    """Create the Job.

    :param variables: LibreChat's own.
    :param mounts: Files that they name.
    :param servers: What LibreChat connects to.
    :param after: LibreChat's Deployment.
    """
    job = app.sibling(SUFFIX, app="librechat-smoke-test", component="smoke-test")
    scripts = create_config_map(
        job, "scripts", {"smoke_test.cjs": SCRIPT.read_text(), "doctor.cjs": librechat_script()}, checked=True
    )
    test = container(
        "smoke-test",
        image=images.LIBRECHAT.reference(app.placement, args.get("image")),
        command=["node", f"{FOLDER}/smoke_test.cjs", f"http://{app.name}:{environment.PORT}"],
        environment=variables,
        resources=RESOURCES,
        mounts={**mounts, FOLDER: config_map_volume("scripts", scripts), "/tmp": empty_dir("tmp", "64Mi")},
    )
    create_network_policy(job, egress=[*servers, pods(app.name, environment.PORT)])
    return create_job(
        job,
        test,
        images.LIBRECHAT.identity,
        termination_grace_period=5,
        active_deadline=DEADLINE,
        retries=1,
        replaces_failed=True,
        depends_on=[after],
    )
