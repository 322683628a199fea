"""The browser that loads pages for Firecrawl."""

from homelab import images
from homelab.components.backend import Backend
from homelab.components.firecrawl.args import FirecrawlPlaywrightArgs
from homelab.components.node import node_options
from homelab.components.server import Server, run
from homelab.kubernetes import (
    ONE_POD,
    Application,
    Environment,
    Peers,
    Probes,
    Resources,
    apply,
    container,
    create_environment,
    empty_dir,
    http_probe,
    internet,
    pods,
    tcp_probe,
)
from homelab.kubernetes.rollout import STOP_DELAY

PORT = 3000
RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="2Gi")


def create_playwright(
    firecrawl: Application, args: FirecrawlPlaywrightArgs, proxy: Environment, peers: Peers
) -> Backend:
    """Create the browser. It has no authentication, and refuses private addresses.

    :param proxy: Variables of the proxy.
    :param peers: Peers of the proxy.
    """
    app = firecrawl.sibling("browser", app="firecrawl-playwright", component="browser")
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    variables = {
        "PORT": str(PORT),
        "HOME": "/tmp",
        "MAX_CONCURRENT_PAGES": "5",
        # Chromium takes the rest.
        "NODE_OPTIONS": node_options(resources, heap="0.25"),
        **args.get("env", {}),
    }
    browser = container(
        "playwright",
        image=images.FIRECRAWL_PLAYWRIGHT.reference(app.placement, args.get("image")),
        # The image's own command uses pnpm, which this user would have to download first.
        command=["node", "dist/api.js"],
        environment=create_environment(app, variables, defaults=proxy),
        ports={"http": PORT},
        probes=Probes(
            startup=tcp_probe("http", period=5, failures=36),
            # Each of these requests opens and closes a page.
            readiness=http_probe("/health", "http", period=15, timeout=10),
            liveness=http_probe("/health", "http", period=60, timeout=30),
        ),
        pre_stop_sleep=STOP_DELAY,
        resources=resources,
        # Chromium runs with --disable-dev-shm-usage, and uses /tmp for shared memory.
        mounts={"/tmp": empty_dir("tmp", "1Gi")},
    )
    url = apply(lambda host: f"http://{host}:{PORT}/scrape", app.host)
    identity = images.FIRECRAWL_PLAYWRIGHT.identity
    server = Server(
        url, browser, identity, termination_grace_period=30, scale=ONE_POD, egress=[internet(80, 443), *peers]
    )
    workload = run(app, server, admit=[firecrawl.name])
    return Backend({"PLAYWRIGHT_MICROSERVICE_URL": url}, [pods(app.name, PORT)], workload)
