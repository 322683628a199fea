"""Actions: calls of HTTP APIs that people describe to agents and assistants."""

from typing import NotRequired, TypedDict

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.librechat_config.private_addresses import ALLOWED_ADDRESSES, allowed_domains, servers_at, servers_in
from homelab.librechat_config.settings import Settings, given


@constrain(allowed_domains=allowed_domains("https", "http"), allowed_addresses=ALLOWED_ADDRESSES)
@rules(mutually_exclusive("allowed_domains", "allowed_addresses"))
class ActionsArgs(TypedDict):
    """Where actions may go. By default to every public address, and to no private one."""

    allowed_domains: NotRequired[list[str]]
    """The only domains, private ones included. Default: every public one."""
    allowed_addresses: NotRequired[list[str]]
    """Private hosts with their ports, beside every public one. Default: none."""


def settings(args: ActionsArgs) -> Settings:
    """The section ``actions``."""
    section = {"allowedDomains": args.get("allowed_domains"), "allowedAddresses": args.get("allowed_addresses")}
    servers = [*servers_in(args.get("allowed_domains", [])), *servers_at(args.get("allowed_addresses", []))]
    return Settings(config=given({"actions": given(section)}), servers=servers)
