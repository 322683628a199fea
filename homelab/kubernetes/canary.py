"""How requests reach a canary: a second version of a program, beside the stable one and at the same address.

A page of one version asks for files that the other one does not have. So a browser has to stay with its version: by a
header, by a cookie that a link sets, or by one that the first answer sets.
"""

import re
from dataclasses import dataclass
from typing import Any

ALWAYS, NEVER = "always", "never"
"""Values of header, cookie and link with which requests go to the canary, or never do: those of ingress-nginx."""
COOKIE_SECONDS = 7 * 24 * 60 * 60
"""Seconds for which a browser keeps its version: longer than a canary should last."""
_DRAWN_CANARY, _DRAWN_STABLE = "canary", "stable"
_INGRESS_NGINX = "nginx.ingress.kubernetes.io"


@dataclass(frozen=True)
class CanaryTraffic:
    """The part of the requests that goes to the canary."""

    service: str
    """Service of the canary, with the port of the stable one."""
    weight: int
    """Percentage of browsers without header and cookie that get the canary."""
    header: str
    """Name of the header whose values are `ALWAYS` and `NEVER`."""
    cookie: str
    """Name of the cookie, and of the parameter of links that set it."""
    is_encrypted: bool
    """Whether browsers connect by HTTPS."""

    @property
    def is_drawn(self) -> bool:
        """Whether chance decides for a browser without header and cookie."""
        return 0 < self.weight < 100


def gateway_rules(service: str, port: int, canary: CanaryTraffic) -> list[dict[str, Any]]:
    """Rules of an HTTPRoute, by falling precedence of the Gateway API: path, then number of headers, then order.

    A changed weight draws again among those who got the stable version by chance; who got the canary stays with it.

    :param service: The stable version's.
    """
    stable, new = backend(service, port), backend(canary.service, port)
    drawn = (_DRAWN_CANARY, f"{_DRAWN_STABLE}-{canary.weight}")
    choices = ((ALWAYS, new, drawn[0]), (NEVER, stable, drawn[1]))
    links = [
        forwarding_rule([_link_match(canary, value)], [chosen], filters=[_set_cookie(canary, value)])
        for value, chosen, _ in choices
    ]
    headers = [
        forwarding_rule([_header_match(canary.header, "Exact", value)], [chosen]) for value, chosen, _ in choices
    ]
    cookies = [
        forwarding_rule(
            [_cookie_match(canary.cookie, value, *([by_chance] if canary.is_drawn else []))],
            [chosen],
        )
        for value, chosen, by_chance in choices
    ]
    return [
        *links,
        *headers,
        *cookies,
        forwarding_rule([path_match("/")], _default_backends(stable, new, canary, drawn)),
    ]


def backend(service: str, port: int, weight: int = 1) -> dict[str, Any]:
    """A Service as ``backendRef`` of an HTTPRoute."""
    # kubectl compares lists of custom resources as a whole: an omitted default would be a change at every apply.
    return {"group": "", "kind": "Service", "name": service, "port": port, "weight": weight}


def path_match(path: str, kind: str = "PathPrefix") -> dict[str, Any]:
    """A path as match of an HTTPRoute."""
    return {"path": {"type": kind, "value": path}}


def forwarding_rule(
    matches: list[dict[str, Any]], backends: list[dict[str, Any]], *, filters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Rule of an HTTPRoute without timeouts, as responses stream."""
    return {
        "matches": matches,
        **({"filters": filters} if filters else {}),
        "backendRefs": backends,
        "timeouts": {"request": "0s", "backendRequest": "0s"},
    }


def _default_backends(
    stable: dict[str, Any], new: dict[str, Any], canary: CanaryTraffic, drawn: tuple[str, str]
) -> list[dict[str, Any]]:
    if not canary.is_drawn:
        return [new if canary.weight else stable]
    return [
        {**each, "weight": weight, "filters": [_set_cookie(canary, value)]}
        for each, weight, value in ((stable, 100 - canary.weight, drawn[1]), (new, canary.weight, drawn[0]))
    ]


def _link_match(canary: CanaryTraffic, value: str) -> dict[str, Any]:
    return {**path_match("/", "Exact"), "queryParams": [{"type": "Exact", "name": canary.cookie, "value": value}]}


def _header_match(name: str, kind: str, value: str) -> dict[str, Any]:
    return {**path_match("/"), "headers": [{"type": kind, "name": name, "value": value}]}


def _cookie_match(name: str, *values: str) -> dict[str, Any]:
    # Some implementations search for an expression, others match all of the header.
    pattern = rf"^(.*;\s*)?{re.escape(name)}=({'|'.join(values)})\s*(;.*)?$"
    return _header_match("Cookie", "RegularExpression", pattern)


def _set_cookie(canary: CanaryTraffic, value: str) -> dict[str, Any]:
    # Sign-in by SAML or Apple returns by a POST from another site, with which browsers send no SameSite=Lax cookie.
    same_site = "SameSite=None; Secure" if canary.is_encrypted else "SameSite=Lax"
    cookie = f"{canary.cookie}={value}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; {same_site}"
    return {
        "type": "ResponseHeaderModifier",
        "responseHeaderModifier": {"add": [{"name": "Set-Cookie", "value": cookie}]},
    }


def canary_annotations(canary: CanaryTraffic) -> dict[str, str]:
    """Annotations of the canary's own Ingress, for ingress-nginx."""
    return {
        f"{_INGRESS_NGINX}/canary": "true",
        f"{_INGRESS_NGINX}/canary-by-header": canary.header,
        f"{_INGRESS_NGINX}/canary-by-cookie": canary.cookie,
        f"{_INGRESS_NGINX}/canary-weight": str(canary.weight),
    }


def sticky_annotations(canary: CanaryTraffic) -> dict[str, str]:
    """Annotations of the stable version's Ingress with which ingress-nginx keeps a browser with its version.

    It keeps it with its pod, too. A changed weight draws again for every browser, as the cookie has another name then.
    """
    if not canary.is_drawn:
        return {}
    return {
        f"{_INGRESS_NGINX}/affinity": "cookie",
        f"{_INGRESS_NGINX}/affinity-canary-behavior": "sticky",
        f"{_INGRESS_NGINX}/session-cookie-name": f"{canary.cookie}-{canary.weight}",
        f"{_INGRESS_NGINX}/session-cookie-max-age": str(COOKIE_SECONDS),
        # Required with regular expressions, for which there is no path to derive it from.
        f"{_INGRESS_NGINX}/session-cookie-path": "/",
        **(
            {
                f"{_INGRESS_NGINX}/session-cookie-samesite": "None",
                f"{_INGRESS_NGINX}/session-cookie-secure": "true",
            }
            if canary.is_encrypted
            else {}
        ),
    }
