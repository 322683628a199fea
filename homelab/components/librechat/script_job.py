"""Jobs that run a script with LibreChat's own code on its database, before its pods start."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pulumi

from homelab import images
from homelab.components.librechat import pod
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.environment import requirements, script_environment
from homelab.connections import peer_of
from homelab.kubernetes import (
    Application,
    Environment,
    Peers,
    Volume,
    container,
    create_job,
    create_network_policy,
    empty_dir,
)

_NONE: Mapping[str, Volume] = MappingProxyType({})


def create_script_job(
    job: Application,
    args: LibreChatArgs,
    script: str,
    *,
    active_deadline: int,
    environment: Environment = MappingProxyType({}),
    mounts: Mapping[str, Volume] = _NONE,
    egress: Peers = (),
    depends_on: Sequence[pulumi.Resource] = (),
) -> pulumi.Resource:
    """Create the Job; it runs again when the image, the script or the environment changes.

    :param job: The Job's application; the database's network policy must admit it.
    :param script: JavaScript for ``node -e``, in LibreChat's folder.
    :param environment: Variables in addition to those of the database and of LibreChat's secrets.
    :param egress: Peers other than the database.
    """
    resources = requirements(args.get("resources", {}))
    librechat = container(
        "librechat",
        image=images.LIBRECHAT.reference(job.placement, args.get("image")),
        command=["node", "-e", script],
        environment={**script_environment(args["documentdb"], args["credentials"], resources), **environment},
        resources=resources,
        mounts={**pod.certificates(args), "/tmp": empty_dir("tmp", "64Mi"), **mounts},
    )
    create_network_policy(job, egress=[peer_of(args["documentdb"]), *egress])
    return create_job(
        job,
        librechat,
        images.LIBRECHAT.identity,
        termination_grace_period=5,
        active_deadline=active_deadline,
        depends_on=depends_on,
    )
