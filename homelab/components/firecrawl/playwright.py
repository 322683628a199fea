"""The browser that loads pages for Firecrawl."""

import pulumi

from homelab import images
from homelab.components.firecrawl.args import FirecrawlPlaywrightArgs
from homelab.kubernetes import (
    Application,
    Probes,
    Resources,
    container,
    http_probe,
    internet,
    scratch,
    tcp_probe,
    workload,
)

PORT = 3000
RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="2Gi")


def playwright(app: Application, args: FirecrawlPlaywrightArgs, *, client: str) -> pulumi.Resource:
    """Create it; of the pods, those of ``client`` may connect. It knows no users, and refuses private addresses."""
    server = container(
        "playwright",
        image=images.FIRECRAWL_PLAYWRIGHT.reference(app.placement, args.get("image")),
        # The image starts it by pnpm, which this user would have to download first.
        command=["node", "dist/api.js"],
        environment={
            "PORT": str(PORT),
            "HOME": "/tmp",
            "MAX_CONCURRENT_PAGES": str(args.get("pages", 5)),
        },
        ports={"http": PORT},
        probes=Probes(
            startup=tcp_probe("http", period=5, failures=36),
            # Each of these requests opens and closes a page.
            readiness=http_probe("/health", "http", period=15, timeout=10),
            liveness=http_probe("/health", "http", period=60, timeout=30),
        ),
        resources=RESOURCES.changed_by(args.get("resources", {})),
        # Chromium is told to leave /dev/shm alone, and shares memory in /tmp.
        mounts={"/tmp": scratch("tmp", "1Gi")},
    )
    deployment = app.deployment(server, images.FIRECRAWL_PLAYWRIGHT.identity, stop_within=30)
    app.service(server)
    app.allow(clients=[workload(client, PORT)], backends=[internet(80, 443)])
    return deployment
