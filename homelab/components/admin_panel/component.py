"""LibreChat's admin panel: a page for administrators, which has no data of its own."""

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components import exposure
from homelab.components.admin_panel.args import AdminPanelArgs, AdminPanelServerArgs
from homelab.components.base import application
from homelab.components.passwords import resolve_or_generate_secret
from homelab.connections import peer_of
from homelab.kubernetes import (
    ONE_POD,
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    apply,
    container,
    create_deployment,
    create_network_policy,
    create_service,
    empty_dir,
    http_probe,
)
from homelab.kubernetes.rollout import STOP_DELAY

PORT = 3000
HEALTH_PATH = "/health"
RESOURCES = Resources(cpu="50m", memory="192Mi", memory_limit="512Mi")
DEFAULT_SESSION_IDLE = 30
"""Minutes."""


def public_url(args: AdminPanelServerArgs) -> pulumi.Input[str]:
    """URL for administrators, known before anything is created."""
    return exposure.public_url(args, PORT)


class AdminPanel(pulumi.ComponentResource):
    """LibreChat's admin panel.

    ```python
    panel = AdminPanel("admin", {
        "namespace": "ai",
        "domain": "admin.example.com",
        "ingress": {"class_name": "nginx"},
        "librechat": {"url": "http://chat.ai.svc.cluster.local:3080", "port": 3080, "workload": "chat"},
        "librechat_url": chat.url,
    })
    ```
    """

    url: pulumi.Output[str]
    """URL for administrators."""

    def __init__(self, name: str, args: AdminPanelArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(AdminPanelArgs, args, f"AdminPanel {name!r}")
        super().__init__("homelab:index:AdminPanel", name, {}, opts)
        app = application(self, name, args, app="librechat-admin-panel", role="admin-panel")
        server = _server(app, args)
        create_deployment(
            app,
            server,
            images.ADMIN_PANEL.identity,
            termination_grace_period=STOP_DELAY + 20,
            # Each process has a history of changes of its own.
            scale=ONE_POD,
        )
        create_service(app, server, annotations=exposure.service_annotations(app, args))
        on_openshift = args.get("placement", {}).get("openshift", False)
        # Its server connects to LibreChat alone: browsers, not the panel, are sent to identity providers
        # (src/server/auth.ts of LibreChat-AI/admin-panel).
        create_network_policy(
            app,
            ingress=exposure.entry_peers(args, PORT, openshift=on_openshift),
            egress=[peer_of(args["librechat"])],
        )
        exposure.expose(app, args, port=PORT, body_size="10m", read_timeout=60, health_path=HEALTH_PATH)

        self.url = pulumi.Output.from_input(public_url(args))
        self.register_outputs({"url": self.url})


def _server(app: Application, args: AdminPanelArgs) -> Container:
    return container(
        "admin-panel",
        image=images.ADMIN_PANEL.reference(app.placement, args.get("image")),
        environment=_environment(app, args),
        ports={"http": PORT},
        probes=Probes(
            startup=http_probe(HEALTH_PATH, "http", period=5, failures=24),
            readiness=http_probe(HEALTH_PATH, "http", period=5),
            liveness=http_probe(HEALTH_PATH, "http", failures=6),
        ),
        resources=RESOURCES.with_overrides(args.get("resources", {})),
        # Bun keeps what it has compiled below the home folder.
        mounts={"/tmp": empty_dir("tmp", "64Mi")},
        pre_stop_sleep=STOP_DELAY,
    )


def _environment(app: Application, args: AdminPanelArgs) -> dict[str, EnvironmentValue]:
    environment: dict[str, EnvironmentValue] = {
        "NODE_ENV": "production",
        "HOME": "/tmp",
        "PORT": str(PORT),
        "API_SERVER_URL": args["librechat"]["url"],
        "VITE_API_BASE_URL": args["librechat_url"],
        # Browsers drop secure cookies without HTTPS.
        "SESSION_COOKIE_SECURE": apply(_is_https, public_url(args)),
        "SESSION_SECRET": resolve_or_generate_secret(app, "session-secret", args, "session_secret", length=64),
        "ADMIN_SSO_ONLY": str(args.get("sso_only", False)).lower(),
        "ADMIN_SESSION_IDLE_TIMEOUT_MS": str(args.get("session_idle", DEFAULT_SESSION_IDLE) * 60_000),
    }
    if "metrics_secret" in args:
        environment["ADMIN_PANEL_METRICS_SECRET"] = args["metrics_secret"]
    return environment


def _is_https(url: str) -> str:
    return str(url.startswith("https://")).lower()
