"""Validation of ``allowedAddresses``, the private addresses that LibreChat may connect to."""

import ipaddress
import re

from homelab.kubernetes.private_hosts import ip_address, is_private_address

ADDRESS_SECTIONS = (
    "actions",
    "endpoints",
    "mcpSettings",
    "ocr",
    "speech.stt",
    "speech.tts",
    "webSearch",
)
"""Sections with ``allowedAddresses``, the private addresses that LibreChat may call."""
_ENTRY = re.compile(r"(?:\[(?P<ipv6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>\d+)")
_HOST_AND_PORT = "host:port, such as searxng.ai.svc.cluster.local:8080 or [fd00::1]:8080"


def expected_entry(entry: str) -> str | None:
    """Description of what LibreChat expects instead of an entry of ``allowedAddresses``; None if it is valid."""
    match = _ENTRY.fullmatch(entry)
    if match is None or re.search(r"[/\s]", entry) or not 1 <= int(match["port"]) <= 65535:
        return _HOST_AND_PORT
    host = (match["ipv6"] or match["host"]).lower()
    address = ip_address(host)
    if match["ipv6"] and address is None:
        return _HOST_AND_PORT
    if address is None:
        return None
    if not is_private_address(address):
        return "a private address, or a host name"
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped and str(address) != host:
        return f"[{address}]:{match['port']}, the short form of the address"
    return None
