"""Arguments of a workspace's canary."""

import re
from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain
from homelab.arguments.constraints import IMAGE, whole_number

DEFAULT_HEADER = "X-Canary"
DEFAULT_COOKIE = "librechat-canary"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


def _is_name(value: str) -> bool:
    return _NAME.fullmatch(value) is not None


HEADER_NAME = Constraint(
    f"the name of a header such as {DEFAULT_HEADER!r}", _is_name, json_schema={"pattern": f"^{_NAME.pattern}$"}
)
COOKIE_NAME = Constraint(
    f"the name of a cookie such as {DEFAULT_COOKIE!r}: letters, digits, - and _",
    _is_name,
    json_schema={"pattern": f"^{_NAME.pattern}$"},
)


@constrain(
    image=IMAGE, weight=whole_number(0, 100), replicas=whole_number(1, 100), header=HEADER_NAME, cookie=COOKIE_NAME
)
class CanaryArgs(TypedDict):
    """A second version of LibreChat at the same address, with the same configuration, database, files and sessions.

    It needs what several replicas need: Valkey, and files that pods share; and of ``librechat`` a ``route``, or an
    ``ingress`` of ingress-nginx, unless it is only reached by ``kubectl port-forward``.
    """

    image: pulumi.Input[str]
    """Image of the version, the next one to that of ``librechat.image``: both work with one database."""
    enabled: NotRequired[bool]
    """Whether it runs. Default: true if the group is set."""
    weight: NotRequired[int]
    """Percentage of browsers that get it by chance, and then stay with it for a week. Default: 0, nobody without header
    or cookie."""
    header: NotRequired[str]
    """Request header with which everything goes to it (``always``), or nothing does (``never``). Default: X-Canary."""
    cookie: NotRequired[str]
    """Name of the cookie that keeps a browser with its version (``always`` or ``never``). With a route, the links
    ``/?NAME=always`` and ``/?NAME=never`` set it. Default: librechat-canary."""
    replicas: NotRequired[int]
    """Number of its pods. Default: 1."""
