"""LibreChat's admin panel."""

from homelab.components.admin_panel.args import AdminPanelArgs, AdminPanelServerArgs
from homelab.components.admin_panel.component import AdminPanel

__all__ = ["AdminPanel", "AdminPanelArgs", "AdminPanelServerArgs"]
