"""CronJob that deletes expired messages from Meilisearch.

The document database deletes them without telling anyone, and LibreChat's own cleanup runs only when it starts with a
thousand messages that are not in the index yet (api/db/indexSync.js).
"""

from importlib import resources

import pulumi

from homelab import images
from homelab.components.librechat import environment
from homelab.connections import MeilisearchConnection, MongoConnection, peer_of
from homelab.kubernetes import (
    Application,
    Resources,
    Timetable,
    config_map_volume,
    container,
    create_cron_job,
    create_network_policy,
    empty_dir,
)

SUFFIX = "search-cleanup"
"""End of the CronJob's name; the backends' network policies must allow it as a client."""
_RESOURCES = Resources(cpu="50m", memory="192Mi", memory_limit="384Mi")
_NIGHTLY = Timetable("23 3 * * *", active_deadline=3600)


def create_search_cleanup(
    app: Application,
    documentdb: MongoConnection,
    meilisearch: MeilisearchConnection,
    image: pulumi.Input[str] | None,
) -> None:
    """Create the CronJob, which needs nothing but database and index.

    :param image: LibreChat's image. Default: the one in `homelab.images`.
    """
    certificates = environment.certificates(documentdb, None)
    cleanup = container(
        "librechat",
        image=images.LIBRECHAT.reference(app.placement, image),
        command=["node", "--max-old-space-size=192", "-e", script()],
        environment={
            "NODE_ENV": "production",
            **environment.database_environment(documentdb),
            **environment.search_environment(meilisearch),
        },
        resources=_RESOURCES,
        mounts={
            **{
                folder: config_map_volume(f"{name}-certificates", ca["name"])
                for name, (folder, ca) in certificates.items()
            },
            "/tmp": empty_dir("tmp", "64Mi"),
        },
    )
    create_network_policy(app, egress=[peer_of(documentdb), peer_of(meilisearch)])
    create_cron_job(app, [cleanup], images.LIBRECHAT.identity, _NIGHTLY, termination_grace_period=5)


def script() -> str:
    """What it runs."""
    return (resources.files("homelab.components") / "scripts" / "search_cleanup.cjs").read_text(encoding="utf-8")
